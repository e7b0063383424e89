import { RestError } from '../wire/rest-error.ts';

/**
 * What the catalogue refuses with: number codes of the catalogue, the text "0" of documents, named
 * codes of document lines (b24restdocs api-reference/catalog; vendor's modules/catalog).
 */
export const catalogueErrors = {
  accessDenied: () => new RestError(400, 200040300010, 'Access Denied'),
  /** Rights are asked before existence: this is also what an unknown product answers. */
  noSuchProductToRead: () => new RestError(400, 200040300040, 'Access Denied'),
  noSuchProductToWrite: () => new RestError(400, 200040300043, 'Access Denied'),
  foreignIblock: () => new RestError(400, 200040300030, 'Access Denied'),
  requiredSelect: () => new RestError(400, 0, 'Required select fields: id, iblockId'),
  requiredFilter: () => new RestError(400, 0, 'Required filter fields: iblockId'),
  requiredFields: (names: readonly string[]) =>
    new RestError(400, 0, `Required fields: ${names.join(', ')}`),
  productElsewhere: (id: number, iblockId: number) =>
    new RestError(400, 0, `Product - ${id} is not exists in catalog - ${iblockId}`),
  document: (description: string) => new RestError(400, '0', description),
  conducting: (text: string) => new RestError(400, '0', `Document conducting error: ${text}`),
  documentStatus: (description: string) => new RestError(400, 'ERROR_DOCUMENT_STATUS', description),
  documentRights: () => new RestError(400, 'ERROR_DOCUMENT_RIGHTS', 'Access denied'),
  elementNotAdded: () => new RestError(400, '0', 'Error of adding new document element'),
  requiredArgument: (name: string) =>
    new RestError(400, 'REQUIRED_ARG_MISSING', `Required argument is missing: ${name}`),
  rowsDenied: () => new RestError(400, 'ACCESS_DENIED', 'Access denied'),
} as const;
