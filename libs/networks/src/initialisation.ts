/**
 * How weights begin, in the contract's words. PyTorch's: as PyTorch's own class of the network, which is weights and biases in
 * U(±1/√inputs) unless the layer is drawn otherwise. He's: weights in N(0, 2/inputs), biases 0 (He et al. 2015, "Delving deep into
 * rectifiers"). Inputs are those of one output. Norms begin with gains of 1 and shifts of 0.
 */
export const initialisations = ['INITIALISATION_PYTORCH', 'INITIALISATION_HE'] as const;

export type Initialisation = (typeof initialisations)[number];
