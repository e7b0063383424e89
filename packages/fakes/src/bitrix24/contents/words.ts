// Words that deals are made of: what a Brazilian sales office types, with everything that breaks
// naive code: ampersands, per cent signs, quotes, accents, 4-byte characters.

export const firstNames = [
  'João',
  'Maria',
  'José',
  'Ana',
  'Antônio',
  'Francisca',
  'Luís',
  'Conceição',
  'Márcio',
  'Débora',
  'Zoë',
  'Íris',
] as const;
export const lastNames = [
  'da Silva',
  'dos Santos',
  'Oliveira',
  'Sousa & Sousa',
  'D’Ávila',
  'Araújo',
  'Conceição',
  'Müller',
  'Gonçalves',
  "O'Neill",
] as const;
export const streets = [
  'Rua das Flores',
  'Av. Paulista',
  'Rua São João',
  'Travessa Nº 3',
  'Rua "do Meio"',
  'Alameda Ipê-amarelo',
] as const;
export const districts = [
  'Centro',
  'Jardim América',
  'Vila Mariana',
  'Água Verde',
  'São Cristóvão',
  'Barra',
] as const;
export const cities = [
  ['São Paulo', 'SP'],
  ['Rio de Janeiro', 'RJ'],
  ['Belo Horizonte', 'MG'],
  ['Curitiba', 'PR'],
  ['Goiânia', 'GO'],
  ['Maceió', 'AL'],
  ['Brasília', 'DF'],
] as const;
export const products = [
  'Fibra 500 Mega',
  'Fibra 1 Giga',
  'Combo TV & Internet',
  'Móvel 20 GB',
  'Fixo ilimitado',
  'Link dedicado 100%',
] as const;
export const remarks = [
  'Cliente pediu retorno após as 18h',
  'Desconto de 10% & instalação grátis',
  'Disse: "só fecho se vier hoje"',
  'Prédio sem porteiro 😀 tocar 2x',
  'Endereço difícil — próximo à padaria <Pão & Cia>',
  'Nome no RG está como 𠮷田 Ação',
  'Aguardando viabilidade; ligar amanhã às 9h + confirmar CEP',
  '100% satisfeito 👍🏽',
  "D'água na rua; técnico atrasou",
] as const;
export const longRemark =
  'Histórico do atendimento: cliente ligou, foi atendido, reclamou da velocidade, pediu 2ª via & cancelamento; depois voltou atrás. ';
export const words = [
  'padrão',
  'prioridade',
  'revisar',
  'ok',
  'indicação',
  'campanha "verão"',
  'A&B',
  '50%',
] as const;
