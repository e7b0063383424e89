import type { PlacePorts } from '@ponte/integrations/isales-fieldcontrol/place-ports';
import type {
  AnewPorts,
  BoardPorts,
  CardPorts,
  HintPorts,
  JudgePorts,
  ObjectPorts,
  PushPorts,
  SweepPorts,
} from '@ponte/integrations/isales-fieldcontrol/ports';
import { wireHints, wireObjects, wireSweep } from './fieldcontrol-seen.ts';
import { wirePush } from './fieldcontrol-push.ts';
import { wireBoard } from './isales-board.ts';
import { wireCards } from './isales-cards.ts';
import { wirePlaces } from './isales-places.ts';
import type { IsalesWorld } from './isales-world.ts';

export interface IsalesFieldcontrolPorts {
  readonly board: BoardPorts & AnewPorts;
  readonly cards: CardPorts & JudgePorts;
  readonly places: PlacePorts & JudgePorts;
  readonly push: PushPorts;
  readonly hints: HintPorts;
  readonly objects: ObjectPorts;
  readonly sweep: SweepPorts;
}

/** Binds the integration of iSales and FieldControl to the tables and to its vendors. */
export function wireIsalesFieldcontrol(world: IsalesWorld): IsalesFieldcontrolPorts {
  return {
    board: wireBoard(world),
    cards: wireCards(world),
    places: wirePlaces(world),
    push: wirePush(world),
    hints: wireHints(world),
    objects: wireObjects(world),
    sweep: wireSweep(world),
  };
}
