import { walls } from './packages/config/src/eslint.ts';

export default walls(import.meta.dirname);
