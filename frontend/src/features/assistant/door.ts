import { createStore, useStore } from "../../lib/store";

/** Whether the assistant's panel is open. */
const door = createStore(false);
export const useDoor = () => useStore(door);
export const setDoor = (isOpen: boolean) => door.set(isOpen);
