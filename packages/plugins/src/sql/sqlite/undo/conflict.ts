/** Something is neither as it was before a unit nor as the unit left it. Never leaves `undo/`. */
export class Conflict extends Error {}
