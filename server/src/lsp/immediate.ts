/** Lets what waits be answered before work goes on. */
export const immediate = () => new Promise<void>((resolve) => setImmediate(resolve));
