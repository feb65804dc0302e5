/** A style sheet imported as text: esbuild does what the import says. */
declare module '*.css' {
  const text: string;
  export default text;
}
