import { arrows } from './arrows.ts';
import { barrels } from './barrels.ts';
import { environment } from './environment.ts';
import { hiddenLoading } from './hidden-loading.ts';
import { honestTests } from './honest-tests.ts';
import type { Law } from './law.ts';
import { names } from './names.ts';
import { ownedLibraries } from './owned-libraries.ts';
import { purity } from './purity.ts';
import { sending } from './sending.ts';
import { swallowing } from './swallowing.ts';

/** Every law that no rule of ESLint or its plugins says for us. */
export const laws: readonly Law[] = [
  ...ownedLibraries,
  ...arrows,
  ...sending,
  ...hiddenLoading,
  ...environment,
  ...purity,
  ...swallowing,
  ...names,
  ...barrels,
  ...honestTests,
];
