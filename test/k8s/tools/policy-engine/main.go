// Policy-engine decides, for each packet that iptables queues (NFQUEUE 100), whether the cluster's NetworkPolicies let it
// pass. It is kube-network-policies without the rules for nftables that it would make itself: they take a module that many
// kernels are built without.
package main

import (
	"context"
	"log"
	"os"
	"os/signal"
	"syscall"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/kube-network-policies/pkg/networkpolicy"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	watched := informers.NewSharedInformerFactory(client, 0)
	policies := watched.Networking().V1().NetworkPolicies()
	namespaces := watched.Core().V1().Namespaces()
	pods := watched.Core().V1().Pods()
	// With its plugin for the container runtime, though that will not find one: without it, it falls over a nil.
	settings := networkpolicy.Config{QueueID: 100}
	engine, err := networkpolicy.NewController(client, policies, namespaces, pods, nil, nil, nil, nil, settings)
	if err != nil {
		return err
	}
	watched.Start(ctx.Done())
	return engine.Run(ctx)
}
