import type { TSESTree } from '@typescript-eslint/utils';
import type { Law, Listener, Node, Scene } from './law.ts';

/** No error disappears without a decision. */
export const swallowing: readonly Law[] = [{ id: 'no-swallowed-errors', look: onSwallowing }];

function onSwallowing({ report, source }: Scene): Listener {
  return {
    CallExpression(node) {
      const swallower = rejectionHandlerOf(node);
      if (swallower && isEmptyAnswer(swallower)) {
        report(
          swallower,
          'This forgets the error: log it, turn it into an ending, or catch it in a try block that says why it may be ignored.',
        );
      }
    },
    CatchClause(node) {
      const isEmpty =
        node.body.body.length === 0 && source.getCommentsInside(node.body).length === 0;
      if (isEmpty)
        report(node, 'No catch without a decision: act on the error or say why it may be ignored.');
    },
  };
}

/** The function of `.catch(f)` or `.then(_, f)`. */
function rejectionHandlerOf({
  callee,
  arguments: args,
}: TSESTree.CallExpression): Node | undefined {
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return undefined;
  if (callee.property.name === 'catch') return args[0];
  return callee.property.name === 'then' ? args[1] : undefined;
}

/** A function whose whole answer is a constant: `() => null`, `() => {}`, `() => { return []; }`. */
function isEmptyAnswer(node: Node): boolean {
  if (node.type === 'Identifier') return /^(?:noop|ignore|swallow)$/i.test(node.name);
  if (node.type !== 'ArrowFunctionExpression' && node.type !== 'FunctionExpression') return false;
  if (node.body.type !== 'BlockStatement') return isConstant(node.body);
  const [first, ...rest] = node.body.body;
  if (!first) return true;
  return rest.length === 0 && first.type === 'ReturnStatement' && isConstant(first.argument);
}

function isConstant(node: Node | null): boolean {
  if (!node || node.type === 'Literal') return true;
  if (node.type === 'Identifier') return node.name === 'undefined';
  if (node.type === 'UnaryExpression') return node.operator === 'void' || isConstant(node.argument);
  if (node.type === 'ArrayExpression') return node.elements.length === 0;
  return node.type === 'ObjectExpression' && node.properties.length === 0;
}
