import type { Redact } from '../http/redact.ts';
import { VendorError, type VendorErrorFields } from '../http/vendor-error.ts';

/** Makes an account's error; the message is redacted. */
export type ToPortalError = (
  operation: string,
  fields: Omit<VendorErrorFields, 'vendor' | 'account' | 'operation'>,
) => VendorError;

/** Binds account and redaction. */
export function createToPortalError(account: string, redact: Redact): ToPortalError {
  return (operation, fields) => {
    const message = redact(fields.message, 500);
    return new VendorError({ ...fields, vendor: 'bitrix24', account, operation, message });
  };
}
