/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Nodes for the tests of what an installer writes again once kubelet runs: each is laid out by a few lines
 * of shell in its root, with the functions of prelude.
 */
#pragma once

#include "fixture.h"

#define HEALS "cni-installer-heals"

/*
 * pod NAMESPACE_NAME UID CONTAINER...: as kubelet leaves it. calico, flannel: a network with its plugins.
 * The runtime is containerd, with its defaults.
 */
static const char prelude[] =
	"set -e\n"
	"N=etc/cni/net.d B=opt/cni/bin P=var/lib/kubelet/pods L=var/log/pods\n"
	"U=8c1b0a3e-0000-4000-8000-00000000000a\n"
	"mkdir -p $N $B usr/bin etc/containerd bin\n"
	"plugin() { for p; do printf '#!/bin/sh\\n' >$B/$p; chmod 755 $B/$p; done; }\n"
	"pod() { local n=$1 u=$2; shift 2\n"
	"\tfor c; do mkdir -p $P/$u/containers/$c ${L}/${n}_$u/$c; done; }\n"
	"network() { local f=$1 t; shift\n"
	"\tt=$(printf ',{\"type\":\"%s\"}' \"$@\")\n"
	"\techo '{\"name\":\"n\",\"cniVersion\":\"0.3.1\",\"plugins\":['${t#,}']}' >$N/$f; }\n"
	"calico() { network 10-calico.conflist calico portmap; plugin calico portmap loopback; }\n"
	"flannel() { network 10-flannel.conflist flannel portmap\n"
	"\tplugin flannel bridge host-local portmap loopback; }\n"
	"calico_pod() { pod kube-system_calico-node-x7x2p $U upgrade-ipam install-cni calico-node; }\n"
	"flannel_pod() { pod kube-flannel_kube-flannel-ds-abcde $U install-cni-plugin install-cni "
	"kube-flannel; }\n"
	"crio() { rm -r etc/containerd; mkdir -p etc/crio/crio.conf.d; }\n"
	"k3s() { mkdir -p etc/systemd/system var/lib/rancher/k3s/agent/etc/cni/net.d "
	"var/lib/rancher/k3s/data/cni\n"
	"\tprintf '[Service]\\nExecStart=/usr/local/bin/k3s server\\n' >etc/systemd/system/k3s.service\n"
	"\tN=var/lib/rancher/k3s/agent/etc/cni/net.d B=var/lib/rancher/k3s/data/cni; }\n"
	"printf '#!/bin/sh\\n' >bin/sh; chmod 755 bin/sh\n"
	"printf 'version = 2\\n' >etc/containerd/config.toml\n";

struct heals_case {
	const char *name;
	const char *script;
	enum verdict verdict; /* the gravest */
	const char *cause;
	const char *words; /* in its summary */
};

#define FAIL_CONFIG VERDICT_FAIL, "cni-config-invalid"
#define FAIL_PLUGIN VERDICT_FAIL, "cni-plugin-missing"
#define FAIL_BINARY VERDICT_FAIL, "cni-plugin-unusable"

/* The finding that the case expects, or NULL. */
static inline const struct finding *find(const struct report *report, const struct heals_case *one)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct finding *finding = &report->findings[i];

		if (finding->verdict == one->verdict && finding->cause &&
		    text_equal(finding->cause->name, one->cause) &&
		    strstr(finding->summary, one->words))
			return finding;
	}
	return NULL;
}

static inline const struct finding *run_case(struct fixture *fixture, const struct heals_case *one)
{
	const struct finding *finding;

	run_command("cd %s && { %s\n%s\n}", fixture->path, prelude, one->script);
	report_free(&fixture->report);
	report_init(&fixture->report, "", fixture->path);
	assert_int_equal(check_cni_config.run(&fixture->ctx, &fixture->report), 0);
	assert_int_equal(check_cni_plugins.run(&fixture->ctx, &fixture->report), 0);
	finding = find(&fixture->report, one);
	if (!finding || report_gravest(&fixture->report)->verdict != one->verdict) {
		finding = report_gravest(&fixture->report);
		fail_msg("%s: %s %s: %s", one->name, verdict_name(finding->verdict),
			 finding->cause ? finding->cause->name : "-", finding->summary);
	}
	return finding;
}

static inline void start_anew(struct fixture *fixture)
{
	run_command("rm -rf %s/*", fixture->path);
}

/* Each case on a node of its own. */
static inline void run_cases(struct fixture *fixture, const struct heals_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		enum fitness fitness = cases[i].verdict == VERDICT_WARN ? FITNESS_FIT : FITNESS_UNFIT;

		run_case(fixture, &cases[i]);
		assert_int_equal(report_fitness(&fixture->report), fitness);
		start_anew(fixture);
	}
	print_message("# %zu nodes\n", count);
}
