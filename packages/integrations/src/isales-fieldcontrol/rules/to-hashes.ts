import { hash } from 'node:crypto';
import type { Project } from '../project.ts';
import { toAddressKey } from './normalise-address.ts';

/** Fingerprints of a project: of its address, of what its place is looked for with, and of all of it. */
export interface ProjectHashes {
  readonly addressKey: string;
  readonly geoHash: string;
  readonly dataHash: string;
}

export function toHashes(project: Project, vendedor: string | null): ProjectHashes {
  const { person, place, linkLocalizacao, work, payment } = project;
  const written = toAddressKey(place);
  // Two places of one client that are only links are two places.
  const addressKey = written === '' ? `link:${sha(linkLocalizacao)}` : written;
  return {
    addressKey,
    geoHash: toGeoHash(addressKey, linkLocalizacao),
    dataHash: sha([vendedor, person, place, linkLocalizacao, work, payment]),
  };
}

/** Of what a place is looked for with. */
export function toGeoHash(addressKey: string, linkLocalizacao: string | null): string {
  return sha([addressKey, linkLocalizacao]);
}

/** Of what is sent. */
export function toBodyHash(body: unknown): string {
  return sha(body);
}

function sha(value: unknown): string {
  return hash('sha256', JSON.stringify(value)).slice(0, 32);
}
