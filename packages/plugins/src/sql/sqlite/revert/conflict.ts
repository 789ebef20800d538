/** Something is neither as the unit left it nor as it was before: it is left alone, and so is everything else. */
export class Conflict extends Error {}
