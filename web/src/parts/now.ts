/* The time of the picture, for small parts that follow it without their surroundings being drawn again. */
import type { InjectionKey, Ref } from 'vue'

export const NOW: InjectionKey<Readonly<Ref<number>>> = Symbol('now')
