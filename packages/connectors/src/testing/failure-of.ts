import { inspect } from 'node:util';
import { isVendorError, type VendorError } from '../http/vendor-error.ts';

/** The `VendorError` that work fails with; anything else is a failed test. */
export async function failureOf(work: Promise<unknown>): Promise<VendorError> {
  const thrown: unknown = await work.then(
    (value) => value,
    (error: unknown) => error,
  );
  if (!isVendorError(thrown)) throw new Error(`expected a VendorError, got ${inspect(thrown)}`);
  return thrown;
}
