/** What a promise was rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<Error & { readonly code: string; readonly hint?: string }> {
  return promise.then(
    () => {
      throw new Error('it did not fail')
    },
    (error: unknown) => error as Error & { readonly code: string; readonly hint?: string },
  )
}
