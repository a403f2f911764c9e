/* What a design is shown with: the hall's words of the moment and the level of its menu. The same for customers and
 * for the designer, so that what is drawn is what is shown. */
import type { InjectionKey } from 'vue'

import type { Button, DesignDocument, DesignElement } from '../api/types'

export interface Scene {
	document: DesignDocument
	/* All of the menu, and the nodes from the top down to the level shown. */
	buttons: readonly Button[]
	path: readonly Button[]
	live: (element: DesignElement) => string
	label: (button: Button) => string
	/* The wait that is to be expected, in words; empty where nothing is told. */
	wait: (button: Button) => string
	language: string
	mediaUrl: (media: string) => string
	/* Videos and tickers run. */
	moving: boolean
	press: (button: Button) => void
	act: (action: NonNullable<DesignElement['action']>) => void
	/* Words of the actions that switch something. */
	isOn: (action: NonNullable<DesignElement['action']>) => boolean
}

export const SCENE: InjectionKey<() => Scene> = Symbol('scene')
