/**
 * Opens two things side by side. Where one fails, the other is disposed of as soon as it is open, and the error is not
 * kept waiting for that.
 *
 * @throws what the first to fail threw
 */
export async function bothOrNeither<A extends AsyncDisposable, B extends AsyncDisposable>(
  a: Promise<A>,
  b: Promise<B>,
): Promise<[A, B]> {
  try {
    return await Promise.all([a, b]);
  } catch (error) {
    for (const one of [a, b]) void one.then((opened) => opened[Symbol.asyncDispose](), () => {});
    throw error;
  }
}
