/** Where records take the time from. */
export interface Clock {
  now(): Date
}
