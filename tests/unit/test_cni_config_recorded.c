/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The checks of the CNI on nodes whose runtime answers with what real ones were recorded to say. */
#include "config.h"

#include "cni/config/directory.h"
#include "fake_kernel.h"
#include "fixture.h"
#include "runtime_server.h"

#define SOCKET     "/run/crio/crio.sock"
#define SOUND_FILE "{\"cniVersion\":\"1.0.0\",\"name\":\"a\",\"plugins\":[{\"type\":\"x\"}]}"
#define CUT_OFF    "{\"cniVersion\":\"1.0.0\",\"name\":\"a\",\"plug"

/* A fresh node, of which the runtime will be asked with this inquiry. */
static struct fixture *new_node(void **state, struct inquiry *inquiry)
{
	static struct fake_kernel fake;
	struct fixture *fixture;

	fixture_teardown(state);
	fixture_setup(state);
	fixture = *state;
	fake = fake_kernel(&fixture->root);
	fixture->ctx.kernel = &fake.kernel;
	fixture->ctx.inquiry = inquiry;
	return fixture;
}

/* What is in net.d, as the name of the recorded answer says. */
static void lay_node(struct fixture *fixture, const char *node)
{
	const char *file = strstr(node, "elsewhere") ? "/alt/net.d/10-a.conflist"
						     : "/etc/cni/net.d/10-a.conflist";

	fixture_write(fixture, "/etc/crio/crio.conf",
		      strstr(node, "default-network") ? "[crio.network]\ncni_default_network = \"other\"\n"
						      : "");
	fixture_write(fixture, "/bin/sh", "");
	if (!strstr(node, "plugin-missing"))
		fixture_write(fixture, "/opt/cni/bin/x", "#!/bin/sh\n");
	else
		fixture_directory(fixture, "/opt/cni/bin");
	run_command("chmod -R 755 '%s/bin' '%s/opt'", fixture->path, fixture->path);
	if (strstr(node, "empty"))
		fixture_directory(fixture, "/etc/cni/net.d");
	else if (strstr(node, "cut-off"))
		fixture_write(fixture, file, CUT_OFF);
	else if (strstr(node, "nameless"))
		fixture_write(fixture, file, "{\"cniVersion\":\"1.0.0\",\"name\":\"\",\"plugins\":[{\"type\":\"x\"}]}");
	else
		fixture_write(fixture, file, SOUND_FILE);
}

/* The node, and what follows from runtime, cni-config and cni-plugins. */
static const struct {
	const char *node;
	const char *release; /* NULL: each */
	enum fitness fitness;
	const char *words;   /* of cni-config */
} nodes[] = {
	{"sound", NULL, FITNESS_FIT, "CRI-O has loaded a (x)"},
	{"net.d-empty", NULL, FITNESS_FIT, "waits for its CNI DaemonSet"},
	{"cut-off", NULL, FITNESS_UNFIT, "o CNI configuration file in "},
	{"default-network-is-not-there", NULL, FITNESS_FIT, "waits for its CNI DaemonSet"},
	{"plugin-missing", NULL, FITNESS_UNFIT, "taken once they can be executed"},
	{"elsewhere-sound-there", NULL, FITNESS_FIT, "/alt/net.d/10-a.conflist"},
	{"STATUS-fails", "crio-1.26", FITNESS_FIT, "CRI-O has loaded a (x)"},
	{"STATUS-fails", "crio-1.34", FITNESS_FIT, "a plugin reports that it is not ready yet"},
	{"STATUS-fails", "crio-1.37", FITNESS_FIT, "a plugin reports that it is not ready yet"},
	/* It says that it is ready, and no pod gets an address. */
	{"nameless", NULL, FITNESS_UNFIT, "CRI-O has loaded"},
};

/* The three checks, into one report. */
static void look(struct fixture *fixture)
{
	static const struct check *const checks[] = {&check_runtime, &check_cni_config, &check_cni_plugins};

	for (size_t i = 0; i < ARRAY_SIZE(checks); i++)
		assert_int_equal(checks[i]->run(&fixture->ctx, &fixture->report), 0);
}

static void ask_node(void **state, const char *release, size_t row)
{
	_cleanup_free_ char *status = format_text("%s.%s", release, nodes[row].node);
	_cleanup_free_ char *config =
		format_text("%s.%s", release, strstr(nodes[row].node, "elsewhere") ? nodes[row].node : "sound");
	_cleanup_free_ char *version = format_text("%s.sound", release);
	/* Of that node only the status was recorded, and what is in force stands in the file. */
	const bool has_config = !strstr(nodes[row].node, "default-network");
	const struct manners manners = OF(version, status, .config = has_config ? config : NULL);
	struct inquiry inquiry = {0};
	struct fixture *fixture = new_node(state, &inquiry);
	struct cri_server server;
	const struct finding *finding;

	lay_node(fixture, nodes[row].node);
	fixture_directory(fixture, "/run/crio");
	cri_server_start(&server, fixture_path(fixture, SOCKET), 0, serve, &manners);
	look(fixture);
	assert_string_equal(fixture->report.cri.name, "cri-o");
	finding = report_find(&fixture->report, "cni-config");
	if (report_fitness(&fixture->report) != nodes[row].fitness ||
	    !strstr(finding->summary, nodes[row].words))
		fail_msg("%s: %s; %s", status, finding->summary,
			 report_gravest(&fixture->report)->summary);
	cri_server_stop(&server);
	inquiry_free(&inquiry);
}

static void test_recorded(void **state)
{
	static const char *const releases[] = {"crio-1.26", "crio-1.34", "crio-1.37"};
	size_t asked = 0;

	for (size_t i = 0; i < ARRAY_SIZE(releases); i++)
		for (size_t row = 0; row < ARRAY_SIZE(nodes); row++) {
			if (nodes[row].release && !text_equal(nodes[row].release, releases[i]))
				continue;
			ask_node(state, releases[i], row);
			asked++;
		}
	assert_int_equal(asked, 24);
}

/* CRI-O says that it is ready, and each pod gets 127.0.0.1 alone. */
static void look_at_loopback(void **state, enum absent_policy absent, enum verdict verdict, const char *cause)
{
	const struct manners manners = OF("crio-1.37.sound", "crio-1.37.sound", .config = "crio-1.37.sound");
	struct inquiry inquiry = {0};
	const struct finding *finding;
	struct fixture *fixture = new_node(state, &inquiry);
	struct cri_server server;

	fixture->settings.absent = absent;
	lay_node(fixture, "empty");
	fixture_write(fixture, "/etc/cni/net.d/99-loopback.conf",
		      "{\"cniVersion\":\"1.0.0\",\"name\":\"lo\",\"type\":\"loopback\"}");
	fixture_write(fixture, "/opt/cni/bin/loopback", "#!/bin/sh\n");
	run_command("chmod 755 '%s/opt/cni/bin/loopback'", fixture->path);
	fixture_directory(fixture, "/run/crio");
	cri_server_start(&server, fixture_path(fixture, SOCKET), 0, serve, &manners);
	look(fixture);
	finding = report_gravest(&fixture->report);
	assert_finding(finding, verdict, cause, "pods get no address except 127.0.0.1");
	cri_server_stop(&server);
	inquiry_free(&inquiry);
}

static void test_loopback_alone(void **state)
{
	look_at_loopback(state, ABSENT_ALLOW, VERDICT_WARN, "cni-config-rival");
	look_at_loopback(state, ABSENT_BLOCK, VERDICT_FAIL, "cni-config-absent");
}

#define CONTAINERD_SOCKET "/run/containerd/containerd.sock"
#define ANSWERED_DIR      "/tmp/cri/net.d" /* of the answers of containerd that were recorded */
#define ANSWERED_BIN      "/tmp/cri/bin"

/* containerd, by what its answer was: the file that is there now, the settings, and the finding. */
static const struct {
	const char *answer, *file, *config;
	enum absent_policy absent;
	enum verdict verdict;
	const char *cause, *words;
} containerds[] = {
	{"sound", SOUND_FILE, "", ABSENT_ALLOW, VERDICT_PASS, "",
	 "containerd has loaded podnet (bridge, portmap) from /"},
	{"sound", CUT_OFF, "", ABSENT_ALLOW, VERDICT_PASS, "", "containerd has loaded podnet (bridge, portmap)"},
	/* Its configuration was broken while it ran, or this reading is wrong. */
	{"sound", SOUND_FILE, "x", ABSENT_ALLOW, VERDICT_PASS, "", "containerd has loaded podnet"},
	{"cut-off", CUT_OFF, "", ABSENT_ALLOW, VERDICT_FAIL, "cni-config-invalid",
	 "; it says: cni config load failed: failed to load CNI config list file"},
	{"cut-off", SOUND_FILE, "", ABSENT_ALLOW, VERDICT_FAIL, "runtime-not-reread", "it says: cni config load"},
	{"net.d-empty", NULL, "", ABSENT_ALLOW, VERDICT_PASS, "", "waits for its CNI DaemonSet"},
	{"net.d-empty", NULL, "", ABSENT_BLOCK, VERDICT_FAIL, "cni-config-absent", "Absent=block"},
	{"net.d-empty", SOUND_FILE, "", ABSENT_ALLOW, VERDICT_WARN, "runtime-not-reread",
	 "no network config found"},
	{"net.d-empty", SOUND_FILE, "", ABSENT_BLOCK, VERDICT_FAIL, "runtime-not-reread",
	 "no network config found"},
};

static void ask_containerd(void **state, size_t row)
{
	_cleanup_free_ char *status = format_text("containerd-1.6.20.%s", containerds[row].answer);
	const struct manners manners = OF("containerd-1.6.20", status);
	struct inquiry inquiry = {0};
	struct fixture *fixture = new_node(state, &inquiry);
	struct cri_server server;

	fixture->settings.absent = containerds[row].absent;
	fixture_directory(fixture, ANSWERED_DIR);
	fixture_directory(fixture, "/run/containerd");
	fixture_write(fixture, "/etc/containerd/config.toml", containerds[row].config);
	if (containerds[row].file)
		fixture_write(fixture, ANSWERED_DIR "/10-a.conflist", containerds[row].file);
	cri_server_start(&server, fixture_path(fixture, CONTAINERD_SOCKET), 0, serve, &manners);
	assert_int_equal(check_cni_config.run(&fixture->ctx, &fixture->report), 0);
	assert_finding(report_find(&fixture->report, "cni-config"), containerds[row].verdict,
		       containerds[row].cause, containerds[row].words);
	/* What is broken and does not count now is a warning. */
	if (containerds[row].verdict == VERDICT_PASS)
		assert_int_equal(fixture->report.count, *containerds[row].config ||
								(containerds[row].file &&
								 text_equal(containerds[row].file, CUT_OFF))
							? 2
							: 1);
	cri_server_stop(&server);
	inquiry_free(&inquiry);
}

static void test_containerd(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(containerds); i++)
		ask_containerd(state, i);
}

/* containerd again, and what cni-config and cni-plugins make of the node together. */
static const struct {
	const char *answer, *file;
	bool has_plugins;
	enum fitness fitness;
	const char *words; /* of the last finding of cni-plugins */
} loaded[] = {
	{"sound", CUT_OFF, true, FITNESS_FIT, "bridge, portmap, host-local executable"},
	{"sound", CUT_OFF, false, FITNESS_UNFIT, "not in /tmp/cri/bin"},
	{"sound", NULL, true, FITNESS_FIT, "bridge, portmap, host-local executable"},
	{"sound", NULL, false, FITNESS_UNFIT, "not in /tmp/cri/bin"},
	{"net.d-empty", CUT_OFF, false, FITNESS_FIT, "containerd has loaded no network of /tmp/cri/net.d"},
};

static void look_at_loaded(void **state, size_t row)
{
	static const char *const plugins[] = {"bridge", "portmap", "host-local", "loopback"};
	_cleanup_free_ char *status = format_text("containerd-1.6.20.%s", loaded[row].answer);
	const struct manners manners = OF("containerd-1.6.20", status);
	struct inquiry inquiry = {0};
	struct fixture *fixture = new_node(state, &inquiry);
	struct cri_server server;
	const struct finding *finding;

	fixture_directory(fixture, ANSWERED_DIR);
	fixture_directory(fixture, "/run/containerd");
	fixture_write(fixture, "/bin/sh", "");
	for (size_t i = 0; i < ARRAY_SIZE(plugins); i++) {
		_cleanup_free_ char *path = format_text(ANSWERED_BIN "/%s", plugins[i]);

		if (loaded[row].has_plugins)
			fixture_write(fixture, path, "#!/bin/sh\n");
	}
	run_command("chmod -R 755 '%s'", fixture->path);
	if (loaded[row].file)
		fixture_write(fixture, ANSWERED_DIR "/10-a.conflist", loaded[row].file);
	cri_server_start(&server, fixture_path(fixture, CONTAINERD_SOCKET), 0, serve, &manners);
	look(fixture);
	finding = report_find(&fixture->report, "cni-plugins");
	if (report_fitness(&fixture->report) != loaded[row].fitness ||
	    !strstr(finding->summary, loaded[row].words))
		fail_msg("row %zu: %s; %s", row, finding->summary,
			 report_gravest(&fixture->report)->summary);
	cri_server_stop(&server);
	inquiry_free(&inquiry);
}

static void test_loaded(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(loaded); i++)
		look_at_loaded(state, i);
}

/* The socket's name says nothing, and containerd is installed: who answers is CRI-O, by whose rules no is no. */
static void test_unknown_endpoint(void **state)
{
	const struct manners manners =
		OF("crio-1.34.sound", "crio-1.34.cut-off", .config = "crio-1.34.sound");
	struct inquiry inquiry = {0};
	struct fixture *fixture = new_node(state, &inquiry);
	struct cri_server server;

	fixture_write(fixture, "/var/lib/kubelet/config.yaml",
		      "containerRuntimeEndpoint: unix:///run/x.sock\n");
	fixture_write(fixture, "/etc/containerd/config.toml", "");
	fixture_write(fixture, "/etc/cni/net.d/10-a.conflist", CUT_OFF);
	fixture_directory(fixture, "/run");
	cri_server_start(&server, fixture_path(fixture, "/run/x.sock"), 0, serve, &manners);
	assert_int_equal(check_cni_config.run(&fixture->ctx, &fixture->report), 0);
	assert_finding(report_find(&fixture->report, "cni-config"), VERDICT_FAIL, "cni-config-invalid",
		       "CRI-O has no other file to use");
	/* No time is left in which it could be asked again: what it has said in this look stays said. */
	inquiry.deadline_ms = now_ms();
	assert_int_equal(inquiry_repeat(&fixture->ctx)->answer.outcome, CRI_ANSWERED);
	cri_server_stop(&server);
	inquiry_free(&inquiry);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_recorded),
		FIXTURE_TEST(test_loopback_alone),
		FIXTURE_TEST(test_containerd),
		FIXTURE_TEST(test_loaded),
		FIXTURE_TEST(test_unknown_endpoint),
	};

	return RUN_GROUP("cni_config_recorded", tests);
}
