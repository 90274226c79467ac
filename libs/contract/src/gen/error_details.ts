import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { DurationInput as _google_protobuf_DurationInput, Duration as _google_protobuf_Duration } from './google/protobuf/Duration.js';
import type { BadRequestInput as _google_rpc_BadRequestInput, BadRequest as _google_rpc_BadRequest } from './google/rpc/BadRequest.js';
import type { DebugInfoInput as _google_rpc_DebugInfoInput, DebugInfo as _google_rpc_DebugInfo } from './google/rpc/DebugInfo.js';
import type { ErrorInfoInput as _google_rpc_ErrorInfoInput, ErrorInfo as _google_rpc_ErrorInfo } from './google/rpc/ErrorInfo.js';
import type { HelpInput as _google_rpc_HelpInput, Help as _google_rpc_Help } from './google/rpc/Help.js';
import type { LocalizedMessageInput as _google_rpc_LocalizedMessageInput, LocalizedMessage as _google_rpc_LocalizedMessage } from './google/rpc/LocalizedMessage.js';
import type { PreconditionFailureInput as _google_rpc_PreconditionFailureInput, PreconditionFailure as _google_rpc_PreconditionFailure } from './google/rpc/PreconditionFailure.js';
import type { QuotaFailureInput as _google_rpc_QuotaFailureInput, QuotaFailure as _google_rpc_QuotaFailure } from './google/rpc/QuotaFailure.js';
import type { RequestInfoInput as _google_rpc_RequestInfoInput, RequestInfo as _google_rpc_RequestInfo } from './google/rpc/RequestInfo.js';
import type { ResourceInfoInput as _google_rpc_ResourceInfoInput, ResourceInfo as _google_rpc_ResourceInfo } from './google/rpc/ResourceInfo.js';
import type { RetryInfoInput as _google_rpc_RetryInfoInput, RetryInfo as _google_rpc_RetryInfo } from './google/rpc/RetryInfo.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  google: {
    protobuf: {
      Duration: MessageTypeDefinition<_google_protobuf_DurationInput, _google_protobuf_Duration>
    }
    rpc: {
      BadRequest: MessageTypeDefinition<_google_rpc_BadRequestInput, _google_rpc_BadRequest>
      DebugInfo: MessageTypeDefinition<_google_rpc_DebugInfoInput, _google_rpc_DebugInfo>
      ErrorInfo: MessageTypeDefinition<_google_rpc_ErrorInfoInput, _google_rpc_ErrorInfo>
      Help: MessageTypeDefinition<_google_rpc_HelpInput, _google_rpc_Help>
      LocalizedMessage: MessageTypeDefinition<_google_rpc_LocalizedMessageInput, _google_rpc_LocalizedMessage>
      PreconditionFailure: MessageTypeDefinition<_google_rpc_PreconditionFailureInput, _google_rpc_PreconditionFailure>
      QuotaFailure: MessageTypeDefinition<_google_rpc_QuotaFailureInput, _google_rpc_QuotaFailure>
      RequestInfo: MessageTypeDefinition<_google_rpc_RequestInfoInput, _google_rpc_RequestInfo>
      ResourceInfo: MessageTypeDefinition<_google_rpc_ResourceInfoInput, _google_rpc_ResourceInfo>
      RetryInfo: MessageTypeDefinition<_google_rpc_RetryInfoInput, _google_rpc_RetryInfo>
    }
  }
}

