import type { Law, Listener, Scene } from './law.ts';

const moduleMocks = new Set(['mock', 'doMock', 'importMock', 'unmock', 'doUnmock', 'hoisted']);

/** Tests use what ships, and all of them run. */
export const honestTests: readonly Law[] = [
  { id: 'no-module-mocks', look: onModuleMocks },
  { id: 'no-focused-tests', look: onFocusedTests },
];

function onModuleMocks({ report }: Scene): Listener {
  return {
    MemberExpression({ object, property }) {
      const isVitest = object.type === 'Identifier' && /^(?:vi|vitest|jest)$/.test(object.name);
      if (isVitest && property.type === 'Identifier' && moduleMocks.has(property.name)) {
        report(
          property,
          'No module is mocked here: bind a port to something real, or set a fault on a fake.',
        );
      }
    },
  };
}

function onFocusedTests({ report }: Scene): Listener {
  return {
    MemberExpression({ object, property }) {
      const isTest =
        object.type === 'Identifier' && /^(?:it|test|describe|suite)$/.test(object.name);
      if (isTest && property.type === 'Identifier' && property.name === 'only') {
        report(
          property,
          'A focused test switches the others off: run one file by its name instead.',
        );
      }
    },
  };
}
