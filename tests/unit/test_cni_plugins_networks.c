/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check cni-plugins over whole networks: delegates, addresses, files, versions, other directories. */
#include "config.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "cni/plugins/check.h"
#include "cni_fixture.h"

#define NETWORK(plugins) "{\"name\":\"n\",\"cniVersion\":\"1.0.0\",\"plugins\":[" plugins "]}"
#define DENIED           77

static void lay(const struct fixture *fixture, const char *plugins, const char *const *binaries)
{
	_cleanup_free_ char *text = format_text(
		"{\n \"name\": \"n\",\n \"cniVersion\": \"1.0.0\",\n \"plugins\": [%s]\n}\n",
		plugins);

	make_file(fixture, "net.d/0.conflist", text);
	for (; *binaries; binaries++) {
		_cleanup_free_ char *name = format_text("bin/%s", *binaries);

		make_plugin(fixture, name);
	}
}

static void run(struct fixture *fixture, size_t count)
{
	assert_int_equal(fixture_run(fixture, &check_cni_plugins), 0);
	if (fixture->report.count != count)
		fail_msg("%zu findings: %s", fixture->report.count,
			 fixture->report.findings[fixture->report.count - 1].summary);
}

/* As the shell of the administrator would do it. */
static void execute_remedy(const struct fixture *fixture, size_t index)
{
	assert_int_equal(system(fixture->report.findings[index].remedy), 0);
}

static void remove_file(const struct fixture *fixture, const char *name)
{
	_cleanup_free_ char *path = format_text("%s/%s", fixture->dir, name);

	assert_int_equal(unlink(path), 0);
}

static void test_delegates(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *plugins =
		format_text("{\"type\":\"flannel\",\"subnetFile\":\"%s/subnet.env\"},"
			    "{\"type\":\"portmap\"}",
			    fixture->dir);

	make_file(fixture, "subnet.env", "FLANNEL_MTU=1450\n");
	lay(fixture, plugins, WORDS("flannel", "portmap", "loopback"));
	run(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_PLUGIN_MISSING, VERDICT_FAIL,
		       WORDS("bridge, host-local: not in ", "; every pod needs them"));
	make_plugin(fixture, "bin/bridge");
	run(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_PLUGIN_MISSING, VERDICT_FAIL,
		       WORDS("host-local: not in ", "; bridge executes it for every pod"));
	make_plugin(fixture, "bin/host-local");
	run(fixture, 1);
	expect_finding(fixture, 0, CAUSE_NONE, VERDICT_PASS,
		       WORDS("flannel, portmap, bridge, host-local executable, from"));
	make_bytes(fixture, "bin/host-local", "", 0, 0755);
	run(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_PLUGIN_UNUSABLE, VERDICT_FAIL,
		       WORDS("bin/host-local is empty"));
}

/* Whether it is executed is not known: told, and no reason to hold a node back. */
static void test_perhaps(void **state)
{
	struct fixture *fixture = *state;

	lay(fixture, "{\"type\":\"mine\",\"ipam\":{\"type\":\"own\"}}", WORDS("mine", "loopback"));
	run(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_PLUGIN_MISSING, VERDICT_WARN,
		       WORDS("own: not in", "\"ipam\" names it", "if mine executes it"));
}

/* One binary under many names, as k3s installs them; the first directory of multus is its own. */
static void test_places(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *plugins = format_text(
		"{\"type\":\"multus\",\"binDir\":\"%s/own\",\"delegates\":[{\"type\":\"d\"}]}",
		fixture->dir);

	lay(fixture, plugins, WORDS("cni"));
	make_link(fixture, "cni", "bin/multus");
	make_link(fixture, "cni", "bin/loopback");
	run(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_PLUGIN_MISSING, VERDICT_FAIL,
		       WORDS("d: not in ", "/own, ", "multus executes it for every pod"));
	make_directory(fixture, "own");
	make_plugin(fixture, "own/d");
	run(fixture, 1);
	expect_finding(fixture, 0, CAUSE_NONE, VERDICT_PASS, WORDS("multus, d executable"));
}

static void test_loopback(void **state)
{
	struct fixture *fixture = *state;
	struct cni_place place = {.conf_dir = fixture->settings.conf_dirs[0], .max_conf = 1};
	const struct cni_runtime crio = {.loader = CNI_LOADER_CRIO,
					 .places = &place,
					 .place_count = 1,
					 .bin_dirs = fixture->settings.bin_dirs,
					 .why = (char *)"CRI-O"};

	lay(fixture, "{\"type\":\"cilium-cni\"}", WORDS("cilium-cni"));
	run(fixture, 2);
	expect_finding(fixture, 0, CAUSE_NONE, VERDICT_PASS, WORDS("cilium-cni executable"));
	expect_finding(fixture, 1, CAUSE_CNI_PLUGIN_MISSING, VERDICT_WARN,
		       WORDS("loopback: not in", "the DaemonSet of the CNI installs it"));
	make_file(fixture, "net.d/0.conflist", NETWORK("{\"type\":\"mine\"}"));
	make_plugin(fixture, "bin/mine");
	run(fixture, 2);
	expect_finding(fixture, 1, CAUSE_CNI_PLUGIN_MISSING, VERDICT_FAIL,
		       WORDS("loopback: not in", "containerd executes it for every pod"));
	/* CRI-O sets the interface up itself. */
	report_free(&fixture->report);
	report_init(&fixture->report, "", "/");
	assert_int_equal(cni_plugins_look(&fixture->context, &crio, &fixture->report), 0);
	assert_int_equal(fixture->report.count, 1);
	expect_finding(fixture, 0, CAUSE_NONE, VERDICT_PASS, WORDS("mine executable"));
}

/* They heal once kubelet runs: whatever is said of them, the node is fit. */
/* What podman's package brings holds back no node that waits for its CNI. */
static void test_packaged(void **state)
{
	struct fixture *fixture = *state;

	make_file(fixture, "net.d/87-podman-bridge.conflist",
		  "{\"name\":\"podman\",\"cniVersion\":\"0.4.0\",\"plugins\":[{\"type\":\"bridge\"},"
		  "{\"type\":\"portmap\"}]}");
	run(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_PLUGIN_MISSING, VERDICT_WARN,
		       WORDS("bridge, portmap, loopback: not in ", "the package of podman installs",
			     "waits for its CNI DaemonSet"));
	make_file(fixture, "net.d/99-late.conflist", NETWORK("{\"type\":\"mine\"}"));
	run(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_PLUGIN_MISSING, VERDICT_FAIL, WORDS("bridge, portmap, loopback: "));
	remove_file(fixture, "net.d/99-late.conflist");
	fixture->settings.absent = ABSENT_BLOCK;
	run(fixture, 1);
	expect_finding(fixture, 0, CAUSE_CNI_PLUGIN_MISSING, VERDICT_FAIL, WORDS("bridge, portmap, loopback: "));
	execute_remedy(fixture, 0);
	run(fixture, 1);
	expect_finding(fixture, 0, CAUSE_NONE, VERDICT_SKIP, WORDS("no configuration in"));
}

static void test_files(void **state)
{
	struct fixture *fixture = *state;
	_cleanup_free_ char *plugins =
		format_text("{\"type\":\"calico\",\"nodename_file\":\"%s/nodename\",\"kubernetes\":"
			    "{\"kubeconfig\":\"%s/net.d/calico-kubeconfig\"}}",
			    fixture->dir, fixture->dir);

	lay(fixture, plugins, WORDS("calico", "loopback"));
	run(fixture, 3);
	expect_finding(fixture, 0, CAUSE_NONE, VERDICT_PASS, WORDS("calico executable"));
	assert_ptr_equal(fixture->report.findings[1].cause, cause_get(CAUSE_CNI_FILE_MISSING));
	assert_non_null(strstr(fixture->report.findings[1].summary,
			       "calico-kubeconfig, the kubeconfig of calico, does not exist: no "));
	expect_finding(fixture, 2, CAUSE_NONE, VERDICT_SKIP,
		       WORDS("/nodename does not exist: pods"));
	assert_int_equal(report_fitness(&fixture->report), FITNESS_FIT);
	make_file(fixture, "net.d/calico-kubeconfig", "");
	make_file(fixture, "nodename", "node1");
	run(fixture, 2);
	assert_non_null(strstr(fixture->report.findings[1].summary, "is empty: no pod"));
	assert_int_equal(report_fitness(&fixture->report), FITNESS_FIT);
	make_file(fixture, "net.d/calico-kubeconfig", "x");
	run(fixture, 1);
	/* {"exp":1700000000}: calico-node gets itself another. */
	make_file(fixture, "net.d/calico-kubeconfig",
		  "    token: e30.eyJleHAiOjE3MDAwMDAwMDB9.x\n");
	run(fixture, 2);
	expect_finding(
		fixture, 1, CAUSE_NONE, VERDICT_SKIP,
		WORDS("the token in ", "calico-kubeconfig expired on 2023-11-14 22:13:20 UTC"));
	/* One of the year 3000. */
	make_file(fixture, "net.d/calico-kubeconfig",
		  "    token: e30.eyJleHAiOjMyNTAzNjgwMDAwfQ.x\n");
	run(fixture, 1);
}

/* An mtu, a subnet, the order of the plugins are judged by the plugins alone. */
static void test_values(void **state)
{
	static const char *const plugins[] = {
		"{\"type\":\"bridge\",\"mtu\":\"1500\",\"bridge\":\"bridge0123456789\"}",
		"{\"type\":\"bridge\",\"ipam\":{\"type\":\"host-local\",\"subnet\":\"10.0.0.1/99\"}}",
		"{\"type\":\"portmap\"},{\"type\":\"bridge\"}",
		"{\"type\":\"multus\"}",
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < ARRAY_SIZE(plugins); i++) {
		lay(fixture, plugins[i],
		    WORDS("bridge", "host-local", "portmap", "multus", "loopback"));
		run(fixture, 1);
		expect_finding(fixture, 0, CAUSE_NONE, VERDICT_PASS, WORDS("executable, from"));
	}
}

/* The runtime loads the version and the name of a plugin, and no pod gets a network with them. */
static void test_unworkable(void **state)
{
	static const char *const plugins[] = {
		"{\"type\":\"bridge\"}",
		"{\"type\":\"bridge\",\"ipam\":{\"type\":\"../bin/host-local\"}}",
	};
	static const char *const versions[] = {"1.1", "1.0.0"};
	static const char *const words[] = {
		"0.conflist: \"cniVersion\" is \"1.1\", which no plugin supports: the versions are ",
		"0.conflist: bridge names the plugin \"../bin/host-local\", but a plugin name"};
	struct fixture *fixture = *state;
	_cleanup_free_ char *aside = aside_command(fixture, "net.d/0.conflist");

	lay(fixture, "", WORDS("bridge", "loopback"));
	for (size_t i = 0; i < ARRAY_SIZE(plugins); i++) {
		_cleanup_free_ char *text =
			format_text("{\"name\":\"n\",\"cniVersion\":\"%s\",\"plugins\":[%s]}",
				    versions[i], plugins[i]);

		make_file(fixture, "net.d/0.conflist", text);
		fixture->settings.invalid = INVALID_BLOCK;
		run(fixture, 2);
		expect_finding(fixture, 1, CAUSE_CNI_CONFIG_UNWORKABLE, VERDICT_FAIL,
			       WORDS(words[i], "; the runtime accepts the file, but no pod gets"));
		assert_string_equal(fixture->report.findings[1].remedy, aside);
		fixture->settings.invalid = INVALID_WARN;
		run(fixture, 2);
		expect_finding(fixture, 1, CAUSE_CNI_CONFIG_UNWORKABLE, VERDICT_WARN,
			       WORDS(words[i]));
	}
}

static int look_noexec(struct fixture *fixture)
{
	_cleanup_free_ char *dir = fixture_path(fixture, "bin");
	const struct finding *finding;

	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount(dir, dir, NULL, MS_BIND, NULL) < 0 ||
	    mount(NULL, dir, NULL, MS_REMOUNT | MS_BIND | MS_NOEXEC, NULL) < 0)
		return DENIED;
	/* A descriptor from outside would not see the mount. */
	sysroot_close(&fixture->root);
	if (sysroot_open(&fixture->root, "/") < 0 || fixture_run(fixture, &check_cni_plugins) < 0)
		return 1;
	finding = &fixture->report.findings[0];
	if (finding->cause != cause_get(CAUSE_CNI_PLUGIN_UNUSABLE) ||
	    !strstr(finding->summary, "bin/mine lies on a file system that is mounted noexec"))
		return 2;
	if (system(finding->remedy) != 0 || fixture_run(fixture, &check_cni_plugins) < 0)
		return 3;
	return fixture->report.findings[0].verdict == VERDICT_PASS ? 0 : 4;
}

static void test_noexec(void **state)
{
	struct fixture *fixture = *state;
	int status;
	pid_t pid;

	lay(fixture, "{\"type\":\"mine\"}", WORDS("mine", "loopback"));
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(look_noexec(fixture));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == DENIED) {
		print_message("# not tried: no right to mount here\n");
		return;
	}
	assert_int_equal(status, 0);
}

/* What the default proves is not what Antrea makes; the command lets the gate prove that. */
static void test_kind(void **state)
{
	struct fixture *fixture = *state;

	lay(fixture, "{\"type\":\"antrea\",\"ipam\":{\"type\":\"host-local\"}}",
	    (const char *const[]){"antrea", "host-local", "loopback", NULL});
	run(fixture, 2);
	expect_finding(fixture, 0, CAUSE_NONE, VERDICT_PASS, WORDS("antrea, host-local executable"));
	expect_finding(fixture, 1, CAUSE_CNI_LINK_UNPROVEN, VERDICT_WARN,
		       WORDS("Antrea creates a tunnel of kind geneve", "was not tried"));
	assert_non_null(strstr(fixture->report.findings[1].remedy,
			       "printf '[Kernel]\\nModules=geneve\\n' >/etc/kubelet-preflight.conf.d/"));
	fixture->settings.modules_set = true;
	run(fixture, 1);
	fixture->settings.modules_set = false;
	lay(fixture, "{\"type\":\"weave-net\"}", (const char *const[]){"weave-net", NULL});
	run(fixture, 1);
	lay(fixture, "{\"type\":\"own\"}", (const char *const[]){"own", NULL});
	run(fixture, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_delegates), TEST(test_perhaps), TEST(test_places), TEST(test_loopback),
		TEST(test_packaged),  TEST(test_files),   TEST(test_values), TEST(test_unworkable),
		TEST(test_noexec),    TEST(test_kind),
	};

	return RUN_GROUP("cni_plugins_networks", tests);
}
