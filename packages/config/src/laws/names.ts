import type { Law, Listener, Node, Scene } from './law.ts';
import { emptyWordOf, isKebabCase } from './empty-words.ts';

const emptyEnd =
  /(?:^|[a-z0-9])(?:Utils?|Helpers?|Manager|Service|Processor|Info|Misc|Common|Shared|Core)$|^(?:utils?|helpers?|manager|service|processor|info|misc|common|shared|core)$|^handle(?=[A-Z]|$)/;

/** A name says what a thing is; these words fit everything and so say nothing. */
export const names: readonly Law[] = [{ id: 'names-say-something', look: onNames }];

function onNames({ path, report }: Scene): Listener {
  const check = (node: Node, name: string): void => {
    if (emptyEnd.test(name)) {
      report(
        node,
        `"${name}" could be anything: name it after what it knows or does, with a word of the glossary.`,
      );
    }
  };
  return {
    Program(node) {
      const word = emptyWordOf(path);
      if (word)
        report(
          node,
          `"${word}" in ${path} could be anything: name the file after what it exports.`,
        );
      if (!isKebabCase(path)) report(node, `${path} is not kebab-case.`);
    },
    ExportNamedDeclaration({ declaration }) {
      if (!declaration) return;
      if (declaration.type === 'VariableDeclaration') {
        for (const { id } of declaration.declarations) {
          if (id.type === 'Identifier') check(id, id.name);
        }
      } else if ('id' in declaration && declaration.id?.type === 'Identifier') {
        check(declaration.id, declaration.id.name);
      }
    },
  };
}
