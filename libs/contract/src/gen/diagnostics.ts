import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { OnlineDiagnosticsInput as _parallax_v1_OnlineDiagnosticsInput, OnlineDiagnostics as _parallax_v1_OnlineDiagnostics } from './parallax/v1/OnlineDiagnostics.js';
import type { OnlineDiagnosticsSpecInput as _parallax_v1_OnlineDiagnosticsSpecInput, OnlineDiagnosticsSpec as _parallax_v1_OnlineDiagnosticsSpec } from './parallax/v1/OnlineDiagnosticsSpec.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  parallax: {
    v1: {
      OnlineDiagnostics: MessageTypeDefinition<_parallax_v1_OnlineDiagnosticsInput, _parallax_v1_OnlineDiagnostics>
      OnlineDiagnosticsSpec: MessageTypeDefinition<_parallax_v1_OnlineDiagnosticsSpecInput, _parallax_v1_OnlineDiagnosticsSpec>
      OnlineMeasure: EnumTypeDefinition
    }
  }
}

