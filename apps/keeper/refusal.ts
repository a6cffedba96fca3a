/** What the keeper does not do, with the code, sentence and fix that the API hands on. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly fix: string,
    readonly field?: string,
  ) {
    super(message)
  }
}
