/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The runtime's word on the CNI configuration: as a table, and of runtimes that answer with what was recorded. */
#include "config.h"

#include "cni/config/directory.h"
#include "cni/config/live.h"
#include "fake_kernel.h"
#include "fixture.h"
#include "runtime_server.h"

#define SOCKET    "/run/crio/crio.sock"
#define OK_LOAD   "OK"
#define NO_CONFIG "cni config load failed: no network config found in /etc/cni/net.d: cni plugin not initialized"
#define BAD_LOAD  "cni config load failed: failed to load CNI config list file /etc/cni/net.d/10-x.conflist: error"
#define SOUND_FILE "{\"cniVersion\":\"1.0.0\",\"name\":\"a\",\"plugins\":[{\"type\":\"x\"}]}"
#define CUT_OFF    "{\"cniVersion\":\"1.0.0\",\"name\":\"a\",\"plug"
#define CRIO_NO   "Network plugin returns error: no CNI configuration file in /etc/cni/net.d/."

static const struct {
	const char *name; /* of the runtime */
	bool is_ready, is_network_ready;
	const char *message, *load;
	enum cni_live live;
} words[] = {
	{"containerd", true, true, "", OK_LOAD, CNI_LIVE_READY},
	{"containerd", true, false, "not initialized", NO_CONFIG, CNI_LIVE_ABSENT},
	{"containerd", true, false, "not initialized", BAD_LOAD, CNI_LIVE_REJECTED},
	{"containerd", true, false, "plugin status code 50", OK_LOAD, CNI_LIVE_NOT_YET},
	{"containerd", true, false, "x", NULL, CNI_LIVE_NONE},
	{"containerd", false, false, "x", BAD_LOAD, CNI_LIVE_NONE},
	{"cri-o", true, true, "", NULL, CNI_LIVE_READY},
	{"cri-o", true, false, CRIO_NO, NULL, CNI_LIVE_ABSENT},
	{"cri-o", true, false, "No CNI configuration file in /x", NULL, CNI_LIVE_ABSENT},
	{"cri-o", true, false, "Network plugin returns error: code 50", NULL, CNI_LIVE_NOT_YET},
	{"docker", true, true, "", NULL, CNI_LIVE_READY},
	{"docker", true, false, "cni config uninitialized", NULL, CNI_LIVE_ABSENT},
	{"docker", false, false, "", NULL, CNI_LIVE_NONE},
	{"isulad", true, true, "", NULL, CNI_LIVE_READY},
	{"isulad", true, false, "x", NULL, CNI_LIVE_NONE},
};

static void test_words(void **state)
{
	assert_int_equal(cni_live_of(NULL), CNI_LIVE_NONE);
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		struct cri_load load = {NULL, (char *)words[i].load};
		const struct cri_answer answer = {
			.outcome = CRI_ANSWERED,
			.version = {(char *)words[i].name, (char *)"1"},
			.status = {.runtime_ready = words[i].is_ready,
				   .network_ready = words[i].is_network_ready,
				   .network_message = (char *)words[i].message,
				   .loads = &load,
				   .load_count = words[i].load ? 1 : 0},
		};

		assert_int_equal(cni_live_of(&answer), words[i].live);
	}
}

/* The rows: what the reading says. The columns: the runtime's word, containerd's before CRI-O's. */
static void test_table(void **state)
{
	static const enum cni_loader loaders[] = {CNI_LOADER_CONTAINERD, CNI_LOADER_CRIO};
	enum { C, O };
	static const struct {
		enum cni_live live;
		size_t loader;
		enum cni_live_verdict absent, sound, invalid, unreadable, unknown;
	} table[] = {
		{CNI_LIVE_NONE, C, CNI_LIVE_AS_READ, CNI_LIVE_AS_READ, CNI_LIVE_AS_READ, CNI_LIVE_AS_READ,
		 CNI_LIVE_AS_READ},
		{CNI_LIVE_READY, C, CNI_LIVE_PASS, CNI_LIVE_PASS, CNI_LIVE_PASS_BUT, CNI_LIVE_PASS_BUT,
		 CNI_LIVE_PASS},
		{CNI_LIVE_READY, O, CNI_LIVE_PASS, CNI_LIVE_PASS, CNI_LIVE_PASS_BUT, CNI_LIVE_PASS_BUT,
		 CNI_LIVE_PASS},
		{CNI_LIVE_NOT_YET, C, CNI_LIVE_PASS, CNI_LIVE_PASS, CNI_LIVE_PASS_BUT, CNI_LIVE_PASS_BUT,
		 CNI_LIVE_PASS},
		{CNI_LIVE_ABSENT, C, CNI_LIVE_WAITS, CNI_LIVE_STALE, CNI_LIVE_WAITS, CNI_LIVE_WAITS,
		 CNI_LIVE_WAITS},
		{CNI_LIVE_ABSENT, O, CNI_LIVE_WAITS, CNI_LIVE_STALE, CNI_LIVE_BROKEN, CNI_LIVE_BROKEN,
		 CNI_LIVE_BROKEN},
		{CNI_LIVE_REJECTED, C, CNI_LIVE_STALE_FAIL, CNI_LIVE_STALE_FAIL, CNI_LIVE_BROKEN,
		 CNI_LIVE_BROKEN, CNI_LIVE_STALE_FAIL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		const struct cni_runtime runtime = {.loader = loaders[table[i].loader]};
		const enum cni_live_verdict wanted[] = {
			[CNI_ABSENT] = table[i].absent,		[CNI_SOUND] = table[i].sound,
			[CNI_INVALID] = table[i].invalid,	[CNI_UNREADABLE] = table[i].unreadable,
			[CNI_UNKNOWN] = table[i].unknown,
		};

		for (size_t reading = 0; reading < ARRAY_SIZE(wanted); reading++) {
			const struct cni_answer answer = {.state = (enum cni_state)reading};

			assert_int_equal(cni_live_judge(table[i].live, &runtime, &answer), wanted[reading]);
		}
	}
}

/* The runtime takes it, and each pod ends with an error: it is ready all the same. */
static void test_misnamed(void **state)
{
	struct cri_network network = {.name = (char *)"my pods"};
	struct cri_answer said = {.status = {.networks = &network, .network_count = 1}};
	const struct cni_runtime runtime = {.answer = &said};
	const struct cni_answer answer = {.state = CNI_INVALID, .misnamed = true,
					  .config = {.name = (char *)"my pods"}};

	assert_int_equal(cni_live_judge(CNI_LIVE_READY, &runtime, &answer), CNI_LIVE_AS_READ);
	network.name = (char *)"pods"; /* loaded before */
	assert_int_equal(cni_live_judge(CNI_LIVE_READY, &runtime, &answer), CNI_LIVE_PASS_BUT);
	said.status.network_count = 0;
	assert_int_equal(cni_live_judge(CNI_LIVE_READY, &runtime, &answer), CNI_LIVE_AS_READ);
}

/* CRI-O skips it for its plugins, and cni-plugins says so. */
static void test_unserved(void **state)
{
	const struct cni_runtime runtime = {.loader = CNI_LOADER_CRIO};
	const struct cni_answer answer = {.state = CNI_SOUND, .unserved = true};

	assert_int_equal(cni_live_judge(CNI_LIVE_ABSENT, &runtime, &answer), CNI_LIVE_AS_READ);
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
	static struct fake_kernel fake;
	_cleanup_free_ char *status = format_text("%s.%s", release, nodes[row].node);
	_cleanup_free_ char *config =
		format_text("%s.%s", release, strstr(nodes[row].node, "elsewhere") ? nodes[row].node : "sound");
	_cleanup_free_ char *version = format_text("%s.sound", release);
	/* Of that node only the status was recorded, and what is in force stands in the file. */
	const bool has_config = !strstr(nodes[row].node, "default-network");
	const struct manners manners = OF(version, status, .config = has_config ? config : NULL);
	struct inquiry inquiry = {0};
	struct fixture *fixture;
	struct cri_server server;
	const struct finding *finding;

	fixture_teardown(state);
	fixture_setup(state);
	fixture = *state;
	fake = fake_kernel(&fixture->root);
	fixture->ctx.kernel = &fake.kernel;
	fixture->ctx.inquiry = &inquiry;
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
	static struct fake_kernel fake;
	const struct manners manners = OF("crio-1.37.sound", "crio-1.37.sound", .config = "crio-1.37.sound");
	struct inquiry inquiry = {0};
	const struct finding *finding;
	struct fixture *fixture;
	struct cri_server server;

	fixture_teardown(state);
	fixture_setup(state);
	fixture = *state;
	fake = fake_kernel(&fixture->root);
	fixture->ctx.kernel = &fake.kernel;
	fixture->ctx.inquiry = &inquiry;
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
	static struct fake_kernel fake;
	_cleanup_free_ char *status = format_text("containerd-1.6.20.%s", containerds[row].answer);
	const struct manners manners = OF("containerd-1.6.20", status);
	struct inquiry inquiry = {0};
	struct fixture *fixture;
	struct cri_server server;

	fixture_teardown(state);
	fixture_setup(state);
	fixture = *state;
	fake = fake_kernel(&fixture->root);
	fixture->ctx.kernel = &fake.kernel;
	fixture->ctx.inquiry = &inquiry;
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
	static struct fake_kernel fake;
	_cleanup_free_ char *status = format_text("containerd-1.6.20.%s", loaded[row].answer);
	const struct manners manners = OF("containerd-1.6.20", status);
	struct inquiry inquiry = {0};
	struct fixture *fixture;
	struct cri_server server;
	const struct finding *finding;

	fixture_teardown(state);
	fixture_setup(state);
	fixture = *state;
	fake = fake_kernel(&fixture->root);
	fixture->ctx.kernel = &fake.kernel;
	fixture->ctx.inquiry = &inquiry;
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

/* A service begins in "/", and so does what is not absolute. */
static void test_relative(void **state)
{
	static char *dirs[] = {(char *)"srv/bin/", (char *)"/opt/cni/bin", NULL};
	struct fixture *fixture = *state;
	struct inquiry inquiry = {.is_made = true,
				  .answer = {.outcome = CRI_ANSWERED,
					     .version = {.name = (char *)"containerd"},
					     .status = {.conf_dir = (char *)"srv/cni", .plugin_dirs = dirs}}};
	_cleanup_(cni_runtime_free) struct cni_runtime runtime = {0};
	_cleanup_free_ char *fault = NULL;

	fixture->ctx.inquiry = &inquiry;
	assert_int_equal(cni_runtime_find(&fixture->ctx, &runtime, &fault), 0);
	assert_string_equal(runtime.places[0].conf_dir, "/srv/cni");
	assert_string_equal(runtime.bin_dirs[0], "/srv/bin");
	assert_string_equal(runtime.bin_dirs[1], "/opt/cni/bin");
	assert_null(runtime.bin_dirs[2]);
}

/* With an empty conf_dir it loads nothing, and answers as one whose plugin is not ready yet. */
static void test_no_directory(void **state)
{
	static struct fake_kernel fake;
	struct fixture *fixture = *state;
	struct cri_load load = {NULL, (char *)OK_LOAD};
	struct inquiry inquiry = {.is_made = true,
				  .answer = {.outcome = CRI_ANSWERED, .endpoint = (char *)"x",
					     .version = {.name = (char *)"containerd"},
					     .status = {.runtime_ready = true,
							.network_message = (char *)"not initialized",
							.conf_dir = (char *)"",
							.loads = &load,
							.load_count = 1}}};

	fake = fake_kernel(&fixture->root);
	fixture->ctx.kernel = &fake.kernel;
	inquiry.deadline_ms = now_ms();
	fixture->ctx.inquiry = &inquiry;
	fixture_write(fixture, "/etc/containerd/config.toml",
		      "version = 2\n[plugins.\"io.containerd.grpc.v1.cri\".cni]\nconf_dir = \"\"\n");
	assert_int_equal(check_cni_config.run(&fixture->ctx, &fixture->report), 0);
	assert_finding(report_gravest(&fixture->report), VERDICT_FAIL, "cni-runtime-invalid", "conf_dir is empty");
	/* Corrected, and not yet started again. */
	fixture_write(fixture, "/etc/containerd/config.toml", "version = 2\n");
	fixture_write(fixture, "/etc/cni/net.d/10-a.conflist", SOUND_FILE);
	report_free(&fixture->report);
	report_init(&fixture->report, "", fixture->path);
	assert_int_equal(check_cni_config.run(&fixture->ctx, &fixture->report), 0);
	assert_finding(report_gravest(&fixture->report), VERDICT_FAIL, "runtime-not-reread", "has not loaded");
}

/* The socket's name says nothing, and containerd is installed: who answers is CRI-O, by whose rules no is no. */
static void test_unknown_endpoint(void **state)
{
	static struct fake_kernel fake;
	const struct manners manners =
		OF("crio-1.34.sound", "crio-1.34.cut-off", .config = "crio-1.34.sound");
	struct fixture *fixture = *state;
	struct inquiry inquiry = {0};
	struct cri_server server;

	fake = fake_kernel(&fixture->root);
	fixture->ctx.kernel = &fake.kernel;
	fixture->ctx.inquiry = &inquiry;
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
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_misnamed),
		cmocka_unit_test(test_unserved),
		FIXTURE_TEST(test_recorded),
		FIXTURE_TEST(test_loopback_alone),
		FIXTURE_TEST(test_containerd),
		FIXTURE_TEST(test_loaded),
		FIXTURE_TEST(test_relative),
		FIXTURE_TEST(test_no_directory),
		FIXTURE_TEST(test_unknown_endpoint),
	};

	return RUN_GROUP("cni_config_live", tests);
}
