import { expect, test } from 'vitest';
import type { Payment, Work } from '../project.ts';
import { toMessage, toSubject } from './to-message.ts';

const NO_WORK: Work = {
  ...{ vendedor: null, dataFechamento: null, dataFechamentoTexto: null, modulos: null },
  ...{ inversor1: null, inversor2: null, inversor3: null, valor: null, valorTexto: null },
  ...{ observacoes: null, acesso: null },
};
const NO_PAYMENT: Payment = {
  ...{ formaPgto: null, responsavelFinanciamento: null, valorSeguro: null },
  ...{ valorSeguroTexto: null, observacoes: null },
};

test('every part in its order', () => {
  const work: Work = {
    ...{ vendedor: 'Davi', dataFechamento: null, dataFechamentoTexto: '2026-03-01 10:00:00' },
    ...{ modulos: '12x Módulo 550W', inversor1: '1x Inversor 6kW', inversor2: '1x Inversor 3kW' },
    ...{ inversor3: '1x Micro', valor: '28500.00', valorTexto: '28500.00' },
    ...{ observacoes: 'telhado novo', acesso: 'Portão, Cão bravo' },
  };
  const payment: Payment = {
    ...{ formaPgto: 'FINANCIAMENTO', responsavelFinanciamento: 'Marina Prado Lemos' },
    ...{ valorSeguro: '450.00', valorSeguroTexto: '450,00', observacoes: 'entrada de 10%' },
  };
  expect(toMessage(work, payment)).toBe(
    'VENDEDOR: Davi\n\nDATA DE FECHAMENTO: 2026-03-01 10:00:00\n\nKIT ADQUIRIDO:\n' +
      '- 12x Módulo 550W\n- 1x Inversor 6kW\n- 1x Inversor 3kW\n- 1x Micro\n' +
      'ACESSO AO LOCAL: Portão, Cão bravo\nOBSERVAÇÕES DO PROJETO: telhado novo\n' +
      'VALOR DO CONTRATO: 28500.00\nFORMA DE PAGAMENTO: FINANCIAMENTO\n' +
      'RESPONSÁVEL FINANCIAMENTO: Marina Prado Lemos\nVALOR DO SEGURO: 450,00\n' +
      'OBSERVAÇÕES DO PAGAMENTO: entrada de 10%',
  );
});

test.each<[string, Partial<Work>, string]>([
  ['nothing is an empty text', {}, ''],
  ['a seller alone', { vendedor: 'Davi' }, 'VENDEDOR: Davi'],
  ['a kit without modules', { inversor2: '1x' }, 'KIT ADQUIRIDO:\n- 1x'],
  ['no kit, no heading', { acesso: 'Portão' }, 'ACESSO AO LOCAL: Portão'],
  [
    'a seller and a value',
    { vendedor: 'Davi', valorTexto: '1' },
    'VENDEDOR: Davi\n\nVALOR DO CONTRATO: 1',
  ],
])('%s', (_says, work, message) => {
  expect(toMessage({ ...NO_WORK, ...work }, NO_PAYMENT)).toBe(message);
});

test('the subject names service and person', () => {
  expect(toSubject('Aumento de Sistema', 'Marina Prado Lemos')).toBe(
    'Aumento de Sistema: Marina Prado Lemos',
  );
});
