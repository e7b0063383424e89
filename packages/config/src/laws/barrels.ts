import type { Law, Listener, Scene } from './law.ts';

/** Deep doors only: a file that merely passes others on hides where a thing lives. */
export const barrels: readonly Law[] = [{ id: 'no-barrels', look: onBarrels }];

function onBarrels({ report }: Scene): Listener {
  return {
    ExportAllDeclaration: (node) =>
      report(node, '`export *` hides what leaves: name it, in the file that makes it.'),
    Program(node) {
      const own = node.body.filter(({ type }) => type !== 'ImportDeclaration');
      const isBarrel =
        own.length > 0 &&
        own.every((it) => it.type === 'ExportNamedDeclaration' && !it.declaration);
      if (isBarrel) {
        report(
          node,
          'This file only passes others on: add a door to the exports of package.json instead.',
        );
      }
    },
  };
}
