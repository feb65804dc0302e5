// Shipped as node_modules/axios beside SaxonJS, which requires it at load: no rendering ever asks the network.
const refuse = () => {
  throw new Error('Network access is refused while rendering.');
};

module.exports = new Proxy(refuse, { get: () => refuse });
