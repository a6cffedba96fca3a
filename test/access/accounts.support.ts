/** The sentence with which PostgreSQL refused; fails the test when it did not. */
export async function refusedBy(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('PostgreSQL let it pass')
}
