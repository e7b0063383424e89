import type { FieldControlWorkerEnv } from '@ponte/connectors/fieldcontrol/env';
import type { GeoEnv } from '@ponte/connectors/geo/env';
import type { IsalesEnv } from '@ponte/connectors/isales/env';
import { isLoopbackUrl } from '@ponte/connectors/env-slice';

/**
 * What keeps scaled time from being used: real vendors would be told nonsense. The providers of
 * places count only when there are cards whose places are looked for.
 */
export function findFieldScaleProblems(vendors: {
  isales: IsalesEnv;
  fieldcontrol: FieldControlWorkerEnv;
  geo: GeoEnv;
}): string[] {
  const { isales, fieldcontrol, geo } = vendors;
  if (!isales.enabled) return [];
  const addresses: [name: string, url: string][] = [
    ['ISALES_BASE_URL', isales.baseUrl],
    ...(fieldcontrol.enabled
      ? [['FIELDCONTROL_BASE_URL', fieldcontrol.baseUrl] as [string, string]]
      : []),
    ['GEO_VIACEP_URL', geo.viacepUrl],
    ['GEO_BRASILAPI_URL', geo.brasilapiUrl],
    ['GEO_NOMINATIM_URL', geo.nominatimUrl],
  ];
  return addresses
    .filter(([, url]) => !isLoopbackUrl(url))
    .map(
      ([name]) =>
        `PONTE_TIME_SCALE is set while ${name} is not on this machine. ` +
        'Scaled time is for vendors on this machine: remove PONTE_TIME_SCALE.',
    );
}
