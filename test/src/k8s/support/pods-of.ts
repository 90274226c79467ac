/** What of a pod the tests look at. */
export interface Pod {
  apiVersion: 'v1';
  kind: 'Pod';
  metadata: { name: string; namespace: string; labels: object };
  spec: { [field: string]: unknown; containers: Record<string, unknown>[]; volumes?: object[] };
}

interface Template {
  metadata: object;
  spec: Pod['spec'];
}

interface Workload {
  kind: string;
  metadata: { name: string; namespace: string; generateName?: string };
  spec?: {
    template?: Template;
    jobTargetRef?: { template: Template };
    volumeClaimTemplates?: { metadata: { name: string } }[];
  };
}

/**
 * The pods that workloads would make, each named by kind and name of its workload: `deployment-training`. Empty folders
 * stand for the volumes that a StatefulSet would claim.
 *
 * @param json what kubectl prints of them
 */
export function podsOf(json: string): Pod[] {
  const printed = JSON.parse(json) as Workload & { items?: Workload[] };
  return (printed.items ?? [printed]).flatMap(({ kind, metadata, spec }) => {
    const template = spec?.template ?? spec?.jobTargetRef?.template;
    if (!template) return [];
    const owner = metadata.generateName?.replace(/-$/, '') ?? metadata.name;
    const name = `${kind}-${owner}`.toLowerCase();
    const pod = { ...template.metadata, name, namespace: metadata.namespace } as Pod['metadata'];
    const claims = (spec?.volumeClaimTemplates ?? []).map((claim) => ({ name: claim.metadata.name, emptyDir: {} }));
    const volumes = [...(template.spec.volumes ?? []), ...claims];
    return [{ apiVersion: 'v1', kind: 'Pod', metadata: pod, spec: { ...template.spec, volumes } }];
  });
}
