/** The parts of css-tree without its tables of all properties, which would be read from beside the bundle. */
declare module 'css-tree/parser' {
  import { parse } from 'css-tree';
  export default parse;
}

declare module 'css-tree/walker' {
  import { walk } from 'css-tree';
  export default walk;
}

declare module 'css-tree/generator' {
  import { generate } from 'css-tree';
  export default generate;
}

declare module 'css-tree/utils' {
  import { ident } from 'css-tree';

  export { ident };
}
