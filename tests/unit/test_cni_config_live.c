/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The runtime's word on the CNI configuration: as a table, and of answers that are made by hand. */
#include "config.h"

#include "cni/config/directory.h"
#include "cni/config/live.h"
#include "fake_kernel.h"
#include "fixture.h"

#define OK_LOAD   "OK"
#define NO_CONFIG "cni config load failed: no network config found in /etc/cni/net.d: cni plugin not initialized"
#define BAD_LOAD  "cni config load failed: failed to load CNI config list file /etc/cni/net.d/10-x.conflist: error"
#define SOUND_FILE "{\"cniVersion\":\"1.0.0\",\"name\":\"a\",\"plugins\":[{\"type\":\"x\"}]}"
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_misnamed),
		cmocka_unit_test(test_unserved),
		FIXTURE_TEST(test_relative),
		FIXTURE_TEST(test_no_directory),
	};

	return RUN_GROUP("cni_config_live", tests);
}
