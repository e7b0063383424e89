import { findUnknownServices, type ServiceProblem } from './find-unknown-services.ts';

const WORDS: Readonly<Record<ServiceProblem['problem'], string>> = {
  missing: 'has no service',
  unknown: 'has a service that FieldControl does not offer',
};

/** What the person who tries FieldControl out is told. */
export function describeServiceCheck(
  settings: Parameters<typeof findUnknownServices>[0],
  services: Parameters<typeof findUnknownServices>[1],
): { counts: { services: number; problems: number }; message: string } {
  const problems = findUnknownServices(settings, services);
  const words = problems.map(
    ({ column, problem }) =>
      `Column ${column} ${WORDS[problem]}: correct the setting "columns" of isales-fieldcontrol.`,
  );
  return {
    counts: { services: services.length, problems: problems.length },
    message: words.length === 0 ? 'Each column has its service.' : words.join(' '),
  };
}
