/** An error as the vendor words it. The code may be empty or a number; the body has two keys only. */
export class RestError extends Error {
  override readonly name = 'RestError';
  readonly status: number;
  readonly code: string | number;

  constructor(status: number, code: string | number, description: string) {
    super(description);
    this.status = status;
    this.code = code;
  }
}

/** The vendor's own errors (b24restdocs _includes/system-errors.md; legacy CRM restservice.php). */
export const restErrors = {
  rateLimit: () => new RestError(503, 'QUERY_LIMIT_EXCEEDED', 'Too many requests'),
  operatingLimit: () =>
    new RestError(429, 'OPERATION_TIME_LIMIT', 'Method is blocked due to operation time limit.'),
  overload: () => new RestError(503, 'OVERLOAD_LIMIT', 'REST API is blocked due to overload'),
  invalidCredentials: (status = 401) =>
    new RestError(status, 'INVALID_CREDENTIALS', 'Invalid request credentials'),
  noAuth: () => new RestError(401, 'NO_AUTH_FOUND', 'Wrong authorization data'),
  insufficientScope: () =>
    new RestError(
      403,
      'insufficient_scope',
      'The request requires higher privileges than provided by the webhook token',
    ),
  expiredToken: () => new RestError(401, 'expired_token', 'The access token provided has expired'),
  userAccess: () =>
    new RestError(403, 'user_access_error', 'The user does not have access to the application'),
  httpsRequired: () => new RestError(400, 'INVALID_REQUEST', 'Https required'),
  /** What only an application may ask for (b24restdocs event-bind.md). */
  wrongAuthType: () =>
    new RestError(
      403,
      'WRONG_AUTH_TYPE',
      'Current authorization type is denied for this method Application context required',
    ),
  planLapsed: () =>
    new RestError(403, 'ACCESS_DENIED', 'REST API is available only on commercial plans'),
  methodNotFound: () => new RestError(404, 'ERROR_METHOD_NOT_FOUND', 'Method not found!'),
  batchTooLong: () =>
    new RestError(400, 'ERROR_BATCH_LENGTH_EXCEEDED', 'Max batch length exceeded'),
  notInBatch: () =>
    new RestError(400, 'ERROR_BATCH_METHOD_NOT_ALLOWED', 'Method is not allowed for batch usage'),
  internal: () => new RestError(500, 'INTERNAL_SERVER_ERROR', 'Internal server error'),
  unexpectedAnswer: () =>
    new RestError(500, 'ERROR_UNEXPECTED_ANSWER', 'Server returned an unexpected response'),
  portalDeleted: () => new RestError(403, 'PORTAL_DELETED', 'Portal was deleted'),
  /** Legacy CRM: the code is empty and only the description tells. */
  legacy: (description: string) => new RestError(400, '', description),
  /** The older core's checks: a code, and the text of the core's own message. */
  core: (description: string) => new RestError(400, 'ERROR_CORE', description),
  userFieldNotFound: (id: number) =>
    new RestError(400, 'ERROR_NOT_FOUND', `The entity with ID '${id}' is not found.`),
  /** The universal methods name what they refuse (b24restdocs crm-item-list.md). */
  invalidArgument: (description: string) => new RestError(400, 'INVALID_ARG_VALUE', description),
  itemNotFound: (description: string) => new RestError(400, 'NOT_FOUND', description),
  itemAccessDenied: () => new RestError(400, 'ACCESS_DENIED', 'Access denied'),
  importTooLong: (most: number) =>
    new RestError(
      400,
      'MAX_IMPORT_BATCH_SIZE_EXCEEDED',
      `You cannot import more than ${most} items`,
    ),
  /** What the list of types says of a name it has no column for (fast_bitrix24 issue 196). */
  unknownTypeField: (column: string) =>
    new RestError(
      400,
      100,
      `Unknown field definition \`${column}\` (${column}) for \\Bitrix\\Crm\\Model\\Dynamic\\Type Entity.`,
    ),
  fieldNotValid: (field: string) =>
    new RestError(400, 'CRM_FIELD_ERROR_VALUE_NOT_VALID', `Invalid value of field "${field}"`),
  missingParameter: (name: string) =>
    new RestError(400, 100, `Could not find value for parameter {${name}}`),
} as const;
