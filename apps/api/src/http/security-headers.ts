import type { RequestHandler } from 'express';
import helmet from 'helmet';

const OWN_PAGES = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'form-action': ["'self'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** Bull Board and Swagger UI style their elements themselves and bring their own fonts and workers. */
const FOREIGN_PAGES = {
  ...OWN_PAGES,
  'default-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'font-src': ["'self'", 'data:'],
  'worker-src': ["'self'", 'blob:'],
  'base-uri': ["'self'"],
};

/** Headers for everything that Ponte renders itself. No scripts, styles or fonts from elsewhere. */
export function guardOwnPages(isHttps: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives: OWN_PAGES },
    strictTransportSecurity: isHttps,
    referrerPolicy: { policy: 'same-origin' },
  });
}

/** The looser policy for the two libraries' pages; scripts still come from here only. */
export function guardForeignPages(): RequestHandler {
  return helmet.contentSecurityPolicy({ useDefaults: false, directives: FOREIGN_PAGES });
}
