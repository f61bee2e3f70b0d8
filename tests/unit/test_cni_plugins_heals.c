/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A plugin that an installer writes again once kubelet runs holds nothing back, and all else does. */
#include "config.h"

#include <sys/mount.h>

#include "heals_fixture.h"

static const struct heals_case cases[] = {
	/* Plugins. */
	{"flannel's is gone, as an upgrade of kubernetes-cni left it",
	 "flannel; flannel_pod; rm $B/flannel", VERDICT_WARN, HEALS,
	 "container install-cni-plugin of pod kube-flannel/kube-flannel-ds-abcde"},
	{"flannel's is empty", "flannel; flannel_pod; >$B/flannel", VERDICT_WARN, HEALS, "is empty"},
	{"flannel's is cut off", "flannel; flannel_pod; head -c 100 /bin/ls >$B/flannel; "
	 "chmod 755 $B/flannel", VERDICT_WARN, HEALS, "cut off"},
	{"flannel's cannot be executed", "flannel; flannel_pod; chmod 644 $B/flannel", VERDICT_WARN, HEALS,
	 "mode 0644"},
	{"the directory is gone", "network 10-kindnet.conflist calico; rm -r opt;"
	 "pod a_b $U install-cni calico-node", VERDICT_WARN, HEALS, "calico: not in /opt/cni/bin"},
	{"Istio's", "calico; network 10-calico.conflist calico istio-cni;"
	 "pod istio-system_istio-cni-node-5 $U install-cni", VERDICT_WARN, HEALS, "istio-cni-node-5"},
	{"Linkerd's", "calico; network 10-calico.conflist calico linkerd-cni;"
	 "pod linkerd-cni_linkerd-cni-5 $U install-cni", VERDICT_WARN, HEALS, "linkerd-cni-5"},
	{"multus's, and Calico's that it delegates to",
	 "calico; calico_pod; echo '{\"name\":\"m\",\"cniVersion\":\"0.3.1\",\"type\":\"multus\","
	 "\"delegates\":[{\"type\":\"calico\"}]}' >$N/00-multus.conf;"
	 "pod a_kube-multus-ds-1 0-1 kube-multus; rm $B/calico", VERDICT_WARN, HEALS, "calico"},
	{"another directory is looked in as well", "flannel; flannel_pod; rm $B/flannel; mkdir -p opt/x;"
	 "printf '[plugins.\"io.containerd.grpc.v1.cri\".cni]\\nbin_dir=\"/opt/cni/bin\"\\n' "
	 ">>etc/containerd/config.toml", VERDICT_WARN, HEALS, "flannel"},

	{"containerd reads two, and the third is broken",
	 "calico; calico_pod; >$N/10-calico.conflist; network 20-x.conflist portmap; echo { >$N/30-y.conflist;"
	 "printf '[plugins.\"io.containerd.grpc.v1.cri\".cni]\nmax_conf_num=2\n' "
	 ">>etc/containerd/config.toml", VERDICT_WARN, HEALS, "10-calico"},
	{"Linkerd's, with its repair-controller", "calico; network 10-calico.conflist calico linkerd-cni;"
	 "pod linkerd-cni_linkerd-cni-5 $U install-cni repair-controller", VERDICT_WARN, HEALS, "linkerd-cni"},
	{"the loopback, which Calico installs", "calico; calico_pod; rm $B/loopback", VERDICT_WARN, HEALS,
	 "loopback: not in /opt/cni/bin"},
	{"a kubelet of its own beside what is left of k0s", "calico; calico_pod; >$N/10-calico.conflist;"
	 "mkdir -p etc/systemd/system; printf '[Service]\nExecStart=/usr/bin/kubelet\n' "
	 ">etc/systemd/system/kubelet.service; cp etc/systemd/system/kubelet.service "
	 "etc/systemd/system/k0sworker.service", VERDICT_WARN, HEALS, "10-calico"},

	/* Plugins, and the wrong neighbours. */
	{"the loopback, empty: Cilium installs it where there is none",
	 "network 05-cilium.conflist cilium-cni; plugin cilium-cni; >$B/loopback;"
	 "pod kube-system_cilium-4c $U cilium-agent", FAIL_BINARY, "loopback"},
	{"the loopback, a directory", "calico; calico_pod; rm $B/loopback; mkdir $B/loopback", FAIL_PLUGIN,
	 "loopback"},
	{"another directory comes first, and has it damaged",
	 "flannel; flannel_pod; mkdir -p opt/x; >opt/x/flannel; mkdir -p etc/containerd;"
	 "printf 'version = 3\n[plugins.\"io.containerd.cri.v1.runtime\".cni]\n"
	 "bin_dirs=[\"/opt/x\",\"/opt/cni/bin\"]\n' >etc/containerd/config.toml", FAIL_BINARY, "/opt/x/flannel"},
	{"nothing ran here: flannel", "flannel; rm $B/flannel", FAIL_PLUGIN, "flannel"},
	{"flannel's bridge, which the host supplies", "flannel; flannel_pod; rm $B/bridge", FAIL_PLUGIN,
	 "bridge"},
	{"flannel's host-local", "flannel; flannel_pod; >$B/host-local", FAIL_BINARY, "host-local"},
	{"flannel's installer does not write the plugin",
	 "flannel; pod a_b $U install-cni kube-flannel; rm $B/flannel", FAIL_PLUGIN, "flannel"},
	{"portmap of another CNI than the network's",
	 "flannel; pod kube-system_antrea-agent-b2 $U install-cni antrea-agent; rm $B/portmap",
	 FAIL_PLUGIN, "portmap"},
	{"Istio's, by Linkerd's installer", "calico; network 10-calico.conflist calico istio-cni;"
	 "pod linkerd-cni_linkerd-cni-5 $U install-cni", FAIL_PLUGIN, "istio-cni"},
	{"Istio's, by an installer beside something else",
	 "calico; network 10-calico.conflist calico istio-cni;"
	 "pod x_istio-cni-node-5 $U install-cni kube-router", FAIL_PLUGIN, "istio-cni"},
	{"Debian's bin_dir, with the plugins in /opt/cni/bin",
	 "calico; calico_pod; mkdir -p usr/lib/cni; printf '[plugins.\"io.containerd.grpc.v1.cri\".cni]\\n"
	 "bin_dir=\"/usr/lib/cni\"\\n' >>etc/containerd/config.toml", FAIL_PLUGIN, "/usr/lib/cni"},
	{"a plugin that is a directory", "flannel; flannel_pod; rm $B/flannel; mkdir $B/flannel",
	 FAIL_PLUGIN, "flannel"},
	{"a plugin that is a FIFO", "flannel; flannel_pod; rm $B/flannel; mkfifo $B/flannel", FAIL_PLUGIN,
	 "flannel"},
	{"a plugin that is a dangling link", "flannel; flannel_pod; ln -sf gone $B/flannel", FAIL_PLUGIN,
	 "flannel"},
	{"a plugin that is no program", "flannel; flannel_pod; echo x >$B/flannel; chmod 755 $B/flannel",
	 FAIL_BINARY, "flannel"},
	{"/opt/cni/bin is a file", "calico; calico_pod; rm -r opt/cni/bin; >opt/cni/bin",
	 FAIL_PLUGIN, "calico"},
	{"/opt is a link to nothing", "calico; calico_pod; rm -r opt; ln -s gone opt", FAIL_PLUGIN, "calico"},
};

static void test_cases(void **state)
{
	run_cases(*state, cases, ARRAY_SIZE(cases));
}

/* How a directory is mounted, and what is missing or damaged on it. */
static const struct mount_case {
	const char *name;
	const char *directory;
	unsigned long flags;      /* of its file system */
	unsigned long bind_flags; /* of its mount alone */
	bool sandboxed;           /* "/" is mounted read-only as well, as ProtectSystem=strict does */
	const char *script;
	enum verdict verdict;
	const char *cause;
} mount_cases[] = {
	{"as it should be", "opt", 0, 0, false, "rm $B/flannel", VERDICT_WARN, HEALS},
	{"/opt noexec", "opt", MS_NOEXEC, MS_NOEXEC, false, "rm $B/flannel", FAIL_PLUGIN},
	{"/opt read-only", "opt", MS_RDONLY, 0, false, "rm $B/flannel", FAIL_PLUGIN},
	{"its mount read-only", "opt", 0, MS_RDONLY, false, "rm $B/flannel", FAIL_PLUGIN},
	{"in the sandbox", "opt", 0, MS_RDONLY, true, "rm $B/flannel", VERDICT_WARN, HEALS},
	{"read-only in the sandbox", "opt", MS_RDONLY, MS_RDONLY, true, "rm $B/flannel", FAIL_PLUGIN},
	{"/etc/cni", "etc/cni", 0, 0, false, ">$N/10-flannel.conflist", VERDICT_WARN, HEALS},
	{"/etc/cni read-only", "etc/cni", MS_RDONLY, 0, false, ">$N/10-flannel.conflist", FAIL_CONFIG},
	{"/etc/cni noexec, which is no matter", "etc/cni", MS_NOEXEC, MS_NOEXEC, false,
	 ">$N/10-flannel.conflist", VERDICT_WARN, HEALS},
};
static const struct mount_case *mount_case;

/* Make the fixture a root with the mount of the case in it. The number of the step that failed, or 0. */
static int enter_mounts(struct fixture *fixture)
{
	const struct mount_case *one = mount_case;
	_cleanup_free_ char *target = format_text("%s/%s", fixture->path, one->directory);
	_cleanup_free_ char *proc = format_text("%s/proc", fixture->path);

	run_command("mkdir -p %s %s", target, proc);
	if (mount(fixture->path, fixture->path, NULL, MS_BIND, NULL) < 0 ||
	    mount("none", target, "tmpfs", 0, NULL) < 0 || mount("proc", proc, "proc", 0, NULL) < 0)
		return OWN_MOUNTS_DENIED;
	run_command("cd %s && { %s\nflannel; flannel_pod; %s\n}", fixture->path, prelude, one->script);
	if (mount(NULL, target, NULL, MS_REMOUNT | one->flags, NULL) < 0 ||
	    mount(NULL, target, NULL, MS_REMOUNT | MS_BIND | one->bind_flags, NULL) < 0)
		return 1;
	if (chdir(fixture->path) < 0 || chroot(".") < 0)
		return 2;
	if (one->sandboxed &&
	    mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) < 0)
		return 3;
	return sysroot_open(&fixture->root, "/") < 0 ? 4 : 0;
}

static int look_in_mounts(struct fixture *fixture)
{
	const struct finding *finding;
	int r = enter_mounts(fixture);

	if (r != 0)
		return r;
	if (check_cni_config.run(&fixture->ctx, &fixture->report) < 0 ||
	    check_cni_plugins.run(&fixture->ctx, &fixture->report) < 0)
		return 5;
	finding = report_gravest(&fixture->report);
	if (finding->verdict == mount_case->verdict && finding->cause &&
	    strcmp(finding->cause->name, mount_case->cause) == 0)
		return 0;
	print_message("# %s: %s\n", mount_case->name, finding->summary);
	return 6;
}

static void test_mounts(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(mount_cases); i++) {
		mount_case = &mount_cases[i];
		fixture_in_own_mounts(*state, look_in_mounts);
		start_anew(*state);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_cases),
		FIXTURE_TEST(test_mounts),
	};

	return RUN_GROUP("cni_plugins_heals", tests);
}
