/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is newer than this program: a value of the future in each place where it knows a list of names, or
 * versions up to one. None fails a node, it is said, and what lies behind it is looked at as ever.
 */
#include "config.h"

#include "fixture.h"

#define CONFLIST   "/etc/cni/net.d/10-n.conflist"
#define CONTAINERD "/etc/containerd/config.toml"
#define BIN        "/opt/cni/bin/"
#define WORDS      "newer than this program supports"
#define RANGE      "\"ipam\":{\"type\":\"host-local\",\"subnet\":\"10.1.0.0/24\"}"
#define NET(version, plugins)                                                                      \
	"{\"name\":\"n\",\"cniVersion\":\"" version "\",\"plugins\":[" plugins "]}"
#define BRIDGE "{\"type\":\"bridge\"," RANGE "}"

static void make_plugin(struct fixture *fixture, const char *path)
{
	fixture_write(fixture, path, "#!/bin/sh\n");
	assert_int_equal(chmod(fixture_path(fixture, path), 0755), 0);
}

/* A node with containerd, a network of a bridge, and the plugins for it. */
static int setup(void **state)
{
	static const char *const plugins[] = {BIN "bridge", BIN "host-local", BIN "loopback",
					      "/bin/sh"};
	struct fixture *fixture;

	fixture_setup(state);
	fixture = *state;
	for (size_t i = 0; i < ARRAY_SIZE(plugins); i++)
		make_plugin(fixture, plugins[i]);
	fixture_write(fixture, CONFLIST, NET("1.0.0", BRIDGE));
	return 0;
}

/* Both checks of CNI into one report, as a look has them. */
static void look(struct fixture *fixture)
{
	fixture_check(fixture, &check_cni_config);
	assert_int_equal(check_cni_plugins.run(&fixture->ctx, &fixture->report), 0);
}

static bool has_words(const struct fixture *fixture, const char *check, const char *words)
{
	for (size_t i = 0; i < fixture->report.count; i++)
		if (text_equal(fixture->report.findings[i].check, check) &&
		    strstr(fixture->report.findings[i].summary, words))
			return true;
	return false;
}

static void expect_gravest(struct fixture *fixture, enum verdict verdict, const char *words)
{
	const struct finding *gravest;

	look(fixture);
	gravest = report_gravest(&fixture->report);
	if (gravest->verdict != verdict || !strstr(gravest->summary, words))
		fail_msg("%s: %s, and not \"%s\"", verdict_name(gravest->verdict),
			 gravest->summary, words);
}

/* Nothing to warn of either. */
static void expect_fit(struct fixture *fixture)
{
	look(fixture);
	if (report_gravest(&fixture->report)->verdict > VERDICT_SKIP)
		fail_msg("%s", report_gravest(&fixture->report)->summary);
}

/* A version of CNI that nobody has released yet. */
static void test_cni_version(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, CONFLIST, NET("1.2.0", BRIDGE));
	expect_fit(fixture);
	assert_true(has_words(fixture, "cni-config", "\"cniVersion\" 1.2.0 is " WORDS));
	assert_true(has_words(fixture, "cni-plugins", "bridge, host-local executable"));
	assert_true(has_words(fixture, "cni-plugins",
			      "\"cniVersion\" is 1.2.0, " WORDS " (1.1.0): whether the plugins accept it was not checked"));
	/* A plugin has to be there all the same, and a file to be sound. */
	fixture_write(fixture, CONFLIST, NET("1.2.0", BRIDGE));
	fixture_remove(fixture, BIN "host-local");
	expect_gravest(fixture, VERDICT_FAIL, "host-local: not in /opt/cni/bin");
	fixture_write(fixture, CONFLIST, NET("1.2.0", ""));
	expect_gravest(fixture, VERDICT_FAIL, "the list \"plugins\" is empty");
	make_plugin(fixture, BIN "host-local");
	fixture_write(fixture, CONFLIST, NET("1.2.x", BRIDGE));
	expect_gravest(fixture, VERDICT_FAIL, "\"cniVersion\" is \"1.2.x\", which no plugin supports");
}

/* Plugins, keys and types that are in no table. */
static void test_unknown_names(void **state)
{
	struct fixture *fixture = *state;

	make_plugin(fixture, BIN "tomorrow");
	fixture_write(fixture, CONFLIST,
		      NET("1.1.0", "{\"type\":\"tomorrow\",\"mtu\":\"1500\",\"ipam\":{\"type\":\"new\"}}"));
	expect_gravest(fixture, VERDICT_WARN, "new: not in /opt/cni/bin");
	fixture_write(fixture, CONFLIST,
		      "{\"name\":\"n\",\"cniVersion\":\"1.1.0\",\"cniVersions\":[\"1.1.0\",\"3.0.0\"],"
		      "\"tomorrow\":[],\"plugins\":[" BRIDGE "]}");
	expect_fit(fixture);
}

/* A version of containerd's configuration beyond those that are known, which says where as ever. */
static void test_containerd_stated(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, CONTAINERD,
		      "version = 5\n[plugins.'io.containerd.cri.v1.runtime'.cni]\n"
		      "conf_dir = '/etc/cni/net.d'\nbin_dirs = ['/opt/cni/bin']\n");
	expect_fit(fixture);
	assert_true(has_words(fixture, "cni-config",
			      "directories from " CONTAINERD ", where version 5 is " WORDS));
	assert_true(has_words(fixture, "cni-plugins", "executable, from /opt/cni/bin"));
	/* Such a containerd need not execute it, unless its configuration says that it does. */
	fixture_remove(fixture, BIN "loopback");
	expect_fit(fixture);
	fixture_write(fixture, CONTAINERD,
		      "version = 5\n[plugins.'io.containerd.cri.v1.runtime'.cni]\n"
		      "conf_dir = '/etc/cni/net.d'\nbin_dirs = ['/opt/cni/bin']\n"
		      "use_internal_loopback = false\n");
	expect_gravest(fixture, VERDICT_FAIL, "loopback: not in /opt/cni/bin");
	make_plugin(fixture, BIN "loopback");
	fixture_remove(fixture, BIN "bridge");
	expect_gravest(fixture, VERDICT_FAIL, "bridge: not in /opt/cni/bin");
	fixture_write(fixture, CONFLIST, "");
	expect_gravest(fixture, VERDICT_FAIL, "the file is empty");
}

/* It says so nowhere that is known: where containerd looks is a guess, and holds no node back. */
static void test_containerd_guessed(void **state)
{
	struct fixture *fixture = *state;
	static const char *const texts[] = {
		"version = 5\n",
		"version = 5\n[plugins.'io.containerd.cri.v2.runtime'.cni]\nconf_dir = '/x'\n",
		"version = 5\n[plugins.'io.containerd.cri.v1.runtime']\ncni = ['/x']\n",
		"version = 5\n[plugins.'io.containerd.cri.v1.runtime'.cni]\nconf_dir = ['/x']\n",
		"version = 5\nplugins = 'of another kind'\n",
		"version = 5\nimports = 'of another kind'\n",
		"version = 5\nimports = ['/not/there.toml']\n",
		"version = 5\ndisabled_plugins = ['cri']\n",
		"version = 5\ndisabled_plugins = 7\n",
		"version = 2147483648\nrequired_plugins = ['aufs']\n",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		fixture_write(fixture, CONTAINERD, texts[i]);
		fixture_write(fixture, CONFLIST, NET("1.0.0", BRIDGE));
		make_plugin(fixture, BIN "bridge");
		expect_fit(fixture);
		assert_true(has_words(fixture, "cni-config", "configuration is " WORDS));
		assert_true(has_words(fixture, "cni-plugins", "executable, from /opt/cni/bin"));
		fixture_remove(fixture, BIN "bridge");
		expect_gravest(fixture, VERDICT_WARN, "bridge: not in /opt/cni/bin");
		fixture_write(fixture, CONFLIST, "");
		expect_gravest(fixture, VERDICT_WARN, "the file is empty");
		fixture->settings.absent = ABSENT_BLOCK;
		fixture_remove(fixture, CONFLIST);
		expect_fit(fixture);
	}
}

/* A directory that the settings name is no guess, and Absent=block holds for it. */
static void test_containerd_named(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, CONTAINERD, "version = 5\n");
	fixture->settings.conf_dirs = calloc(2, sizeof(char *));
	fixture->settings.conf_dirs[0] = strdup("/etc/cni/net.d");
	expect_fit(fixture);
	fixture_remove(fixture, BIN "bridge");
	expect_gravest(fixture, VERDICT_WARN, "bridge: not in /opt/cni/bin");
	fixture_write(fixture, CONFLIST, "");
	expect_gravest(fixture, VERDICT_FAIL, "the file is empty");
	assert_non_null(report_gravest(&fixture->report)->remedy);
	fixture->settings.absent = ABSENT_BLOCK;
	fixture_remove(fixture, CONFLIST);
	expect_gravest(fixture, VERDICT_FAIL, "");
}

/* What containerd refuses in any version, and one that is none. */
static void test_containerd_bad(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, CONTAINERD, "version = 'five'\n");
	expect_gravest(fixture, VERDICT_FAIL, "version is a string, not an integer");
	fixture_write(fixture, CONTAINERD, "version = 5\n[plugins\n");
	expect_gravest(fixture, VERDICT_FAIL, CONTAINERD ":2: ");
	fixture_write(fixture, CONTAINERD, "version = 4\nplugins = 3\n");
	expect_gravest(fixture, VERDICT_FAIL, "plugins is not a table");
}

/* An import of a version beyond those that are known, beside a main file of version 3. */
static void test_containerd_import(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, CONTAINERD, "version = 3\nimports = ['conf.d/*.toml']\n"
		      "[plugins.'io.containerd.cri.v1.runtime'.cni]\n"
		      "conf_dir = '/etc/cni/net.d'\nbin_dirs = ['/opt/cni/bin']\n");
	fixture_write(fixture, "/etc/containerd/conf.d/1.toml", "version = 6\n");
	fixture_write(fixture, "/etc/containerd/conf.d/2.toml",
		      "version = 2\n[plugins.'io.containerd.grpc.v1.cri'.cni]\nbin_dirs=['/opt/cni/bin']\n");
	expect_fit(fixture);
	assert_true(has_words(fixture, "cni-config", "version 6 is " WORDS));
}

/* Keys and sections of later releases of CRI-O, and of kubelet's configuration. */
static void test_crio_and_kubelet(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/etc/crio/crio.conf",
		      "version = 9\n[crio.tomorrow]\nx = 1\n[crio.network]\nnew_dirs = ['/x']\n");
	fixture_write(fixture, "/var/lib/kubelet/config.yaml",
		      "apiVersion: kubelet.config.k8s.io/v3\nkind: KubeletConfiguration\n"
		      "tomorrow: {x: 1}\ncontainerRuntimeEndpoint: unix:///run/crio/crio.sock\n");
	expect_fit(fixture);
	assert_true(has_words(fixture, "cni-config", "CRI-O, as containerRuntimeEndpoint"));
}

/* A runtime that is in no list, and the containerd of a Kubernetes that is in none. */
static void test_runtime(void **state)
{
	struct fixture *fixture = *state;
	static const char *const sockets[] = {"/run/tomorrow.sock", "/run/tomorrow/containerd.sock"};

	for (size_t i = 0; i < ARRAY_SIZE(sockets); i++) {
		_cleanup_free_ char *text =
			format_text("containerRuntimeEndpoint: unix://%s\n", sockets[i]);

		fixture_write(fixture, "/var/lib/kubelet/config.yaml", text);
		expect_fit(fixture);
		assert_true(has_words(fixture, "cni-config", "or its container runtime is " WORDS));
		assert_true(has_words(fixture, "cni-config", "a runtime that this program does not know") ||
			    has_words(fixture, "cni-config", "this program does not know the runtime of"));
		fixture_remove(fixture, BIN "loopback");
		expect_gravest(fixture, VERDICT_WARN, "loopback: not in /opt/cni/bin");
		for (size_t j = 0; j < fixture->report.count; j++)
			assert_null(fixture->report.findings[j].remedy);
		/* With a containerd of the system it is taken for that. */
		fixture_write(fixture, CONTAINERD, "version = 2\n");
		expect_gravest(fixture, VERDICT_FAIL, "loopback: not in /opt/cni/bin");
		fixture_remove(fixture, CONTAINERD);
		make_plugin(fixture, BIN "loopback");
	}
}

#define RELEASE "99.1.0-7-tomorrow-amd64"
#define TREE    "/lib/modules/" RELEASE

/* An image with the modules of a kernel. */
static int setup_image(void **state)
{
	const char *srcdir = getenv("srcdir");
	struct fixture *fixture;

	fixture_setup(state);
	fixture = *state;
	run_command("PATH=$PATH:/sbin:/usr/sbin %s/tests/roots/module-tree %s " RELEASE " 2>/dev/null",
		    srcdir ? srcdir : ".", fixture->path);
	fixture->ctx.release = RELEASE;
	return 0;
}

/* depmod of the image writes an index of another form than this libkmod reads. */
static void test_index_form(void **state)
{
	struct fixture *fixture = *state;
	const char *index = fixture_path(fixture, TREE "/modules.dep.bin");

	run_command("printf '\\000\\003' | dd of=%s bs=1 seek=4 conv=notrunc 2>/dev/null", index);
	assert_finding(fixture_check(fixture, &check_module), VERDICT_SKIP, "",
		       TREE "/modules.dep.bin is " WORDS);
	fixture_remove(fixture, TREE "/modules.dep");
	assert_finding(fixture_check(fixture, &check_module), VERDICT_SKIP, "",
		       "vxlan shipped: " TREE "/kernel/drivers/net/vxlan/vxlan.ko");
	fixture_remove(fixture, TREE "/kernel/drivers/net/vxlan/vxlan.ko");
	assert_finding(fixture_check(fixture, &check_module), VERDICT_FAIL, "module-not-shipped", "");
	/* What only looks like an index is none. */
	index = fixture_path(fixture, TREE "/modules.dep.bin");
	run_command("printf '\\000' | dd of=%s bs=1 seek=0 conv=notrunc 2>/dev/null", index);
	fixture_write(fixture, TREE "/modules.dep", "kernel/drivers/net/vxlan/vxlan.ko:\n");
	fixture_write(fixture, TREE "/kernel/drivers/net/vxlan/vxlan.ko", "");
	assert_finding(fixture_check(fixture, &check_module), VERDICT_FAIL, "module-index-damaged", "");
}

/* Its modules are compressed with what did not exist yet. */
static void test_compression(void **state)
{
	struct fixture *fixture = *state;
	const char *tree = fixture_path(fixture, TREE);

	run_command("find %s -name '*.ko' -exec xz {} + && PATH=$PATH:/sbin:/usr/sbin depmod -b %s "
		    RELEASE " 2>/dev/null",
		    tree, fixture->path);
	assert_finding(fixture_check(fixture, &check_module), VERDICT_PASS, "", "vxlan.ko.xz");
	tree = fixture_path(fixture, TREE);
	run_command("cd %s && find . -name '*.ko.xz' | while read -r file; do "
		    "mv $file ${file%%xz}br && echo of tomorrow > ${file%%xz}br; done && "
		    "sed -i 's/[.]ko[.]xz/.ko.br/g' modules.dep modules.dep.bin",
		    tree);
	assert_finding(fixture_check(fixture, &check_module), VERDICT_SKIP, "",
		       TREE "/kernel/drivers/net/vxlan/vxlan.ko.br is " WORDS);
	fixture_write(fixture, TREE "/kernel/drivers/net/vxlan/vxlan.ko.br", "");
	assert_finding(fixture_check(fixture, &check_module), VERDICT_FAIL, "module-file-damaged", "");
	fixture_remove(fixture, TREE "/kernel/drivers/net/vxlan/vxlan.ko.br");
	assert_finding(fixture_check(fixture, &check_module), VERDICT_FAIL, "module-file-missing", "");
}

/* A distribution, a release of one, and a kernel that nobody has heard of. */
static void test_distribution(void **state)
{
	static const char *const systems[] = {
		"ID=tomorrow\nVERSION_ID=99\n",
		"ID=debian\nVERSION_ID=99\n",
		"ID=ubuntu\nVERSION_ID=99.04\n",
		"ID=rocky\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=99.1\n",
		"ID=fedora\nVARIANT_ID=tomorrow\nVERSION_ID=999\n",
		"ID=sle-micro\nID_LIKE=suse\nVERSION_ID=99\n",
		"ID=amzn\nVERSION_ID=2099\n",
		"TOMORROW=yes\n",
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < ARRAY_SIZE(systems); i++) {
		fixture_write(fixture, "/etc/os-release", systems[i]);
		assert_finding(fixture_check(fixture, &check_module), VERDICT_PASS, "", "vxlan shipped");
		assert_finding(fixture_check(fixture, &check_package), VERDICT_SKIP, "", "");
	}
}

/* What boots next is told by what nobody has heard of: not known, and never a fault. */
static void test_boot_loader(void **state)
{
	struct fixture *fixture = *state;

	fixture_write(fixture, "/boot/vmlinuz-" RELEASE, "kernel");
	fixture_write(fixture, "/boot/vmlinuz-100.0", "kernel");
	fixture_write(fixture, "/boot/loader/loader.conf", "default @tomorrow\nnew-key x\n");
	fixture_write(fixture, "/boot/loader/entries/a.conf", "new-key x\nkernel-of-tomorrow /y\n");
	assert_true(fixture_check(fixture, &check_next_kernel)->verdict <= VERDICT_WARN);
	fixture_write(fixture, "/boot/grub/grub.cfg", "tomorrow { x }\nmenuentry_v2 'x' { boot }\n");
	fixture_write(fixture, "/boot/grub/grubenv", "# GRUB Environment Block v9\nx=y\n");
	assert_true(fixture_check(fixture, &check_next_kernel)->verdict <= VERDICT_WARN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, fixture_teardown)
		TEST(test_cni_version),        TEST(test_unknown_names),
		TEST(test_containerd_stated),
		TEST(test_containerd_guessed), TEST(test_containerd_named), TEST(test_containerd_bad),
		TEST(test_containerd_import),  TEST(test_crio_and_kubelet),
		TEST(test_runtime),
#define OF_IMAGE(function) cmocka_unit_test_setup_teardown(function, setup_image, fixture_teardown)
		OF_IMAGE(test_index_form),     OF_IMAGE(test_compression),
		OF_IMAGE(test_distribution),   OF_IMAGE(test_boot_loader),
	};

	return RUN_GROUP("newer", tests);
}
