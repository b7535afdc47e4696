declare module 'vitest' {
	interface ProvidedContext {
		/** The file of n8n-core that the lives are played on. */
		n8nCore: string;
	}
}
export {};
