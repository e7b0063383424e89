import { expect, test } from 'vitest';
import { decidePerson, type KnownPersons, type PersonPlan } from './decide-person.ts';

const CPF = '52998224725';
const OTHER = '11144477735';
const linked = {
  ...{ clienteId: '1', documento: null, fieldId: null, isOwner: true, links: 1 },
} as const;

interface Case {
  readonly says: string;
  readonly known: KnownPersons;
  readonly documento: string | null;
  readonly plan: Partial<PersonPlan>;
}

const nobody: KnownPersons = { linked: null, byDocument: null };

test.each<Case>([
  {
    ...{ says: 'a client without a document is a person of its own', known: nobody },
    ...{ documento: null, plan: { plan: 'create', clienteId: null, takesDocument: false } },
  },
  {
    ...{ says: 'a document nobody has makes a person', known: nobody, documento: CPF },
    plan: { plan: 'create', takesDocument: true },
  },
  {
    says: 'the same document is the same person, whose name stays',
    known: { linked: null, byDocument: { clienteId: '7' } },
    ...{ documento: CPF, plan: { plan: 'link', clienteId: '7', overwrites: false } },
  },
  {
    ...{ says: 'the client is known', known: { linked, byDocument: null }, documento: null },
    plan: { plan: 'update', clienteId: '1', overwrites: true, takesDocument: false },
  },
  {
    says: 'a document comes later',
    known: { linked, byDocument: null },
    ...{ documento: CPF, plan: { plan: 'update', clienteId: '1', takesDocument: true } },
  },
  {
    says: 'the later document is another person’s: it is that person',
    known: { linked, byDocument: { clienteId: '7' } },
    ...{ documento: CPF, plan: { plan: 'link', clienteId: '7' } },
  },
  {
    says: 'both are customers already: a person decides',
    known: { linked: { ...linked, fieldId: 'x' }, byDocument: { clienteId: '7' } },
    documento: CPF,
    plan: { plan: 'update', clienteId: '1', takesDocument: false },
  },
  {
    says: 'one of several clients turns out to be somebody else',
    known: { linked: { ...linked, documento: CPF, links: 2 }, byDocument: null },
    ...{ documento: OTHER, plan: { plan: 'create', takesDocument: true } },
  },
  {
    says: 'the only client corrects its document',
    known: { linked: { ...linked, documento: CPF }, byDocument: null },
    ...{ documento: OTHER, plan: { plan: 'update', clienteId: '1', takesDocument: true } },
  },
])('$says', ({ known, documento, plan }) => {
  expect(decidePerson(known, documento)).toMatchObject(plan);
});

test('two customers under one document are shown to somebody', () => {
  const known = { linked: { ...linked, fieldId: 'x' }, byDocument: { clienteId: '7' } };
  expect(decidePerson(known, CPF).pending?.motivo).toBe('cliente_ambiguo');
});
