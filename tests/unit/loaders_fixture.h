/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A directory of configurations under a runtime that the test chooses. */
#pragma once

#include "cni/config/directory.h"
#include "cni_fixture.h"

#define NET(name, more) "{\"name\":\"" name "\",\"cniVersion\":\"1.0.0\"," more "}"
#define PLUGINS(type)   "\"plugins\":[{\"type\":\"" type "\"}]"
#define OTHER           NET("other", PLUGINS("ptp"))

static struct cni_place place;
static struct cni_runtime runtime;

/* The runtime that reads the fixture's directory; the plugins of FLANNEL and OTHER are there. */
static inline void use(struct fixture *fixture, enum cni_loader loader)
{
	place = (struct cni_place){.conf_dir = fixture->settings.conf_dirs[0], .max_conf = 1};
	runtime = (struct cni_runtime){.loader = loader,
				       .why = (char *)"as the test says",
				       .places = &place,
				       .place_count = 1,
				       .bin_dirs = fixture->settings.bin_dirs};
}

static inline int setup(void **state)
{
	fixture_setup(state);
	make_plugin(*state, "bin/flannel");
	make_plugin(*state, "bin/portmap");
	make_plugin(*state, "bin/ptp");
	use(*state, CNI_LOADER_CRIO);
	return 0;
}

/* The check makes that many findings. */
static inline void look(struct fixture *fixture, size_t findings)
{
	report_free(&fixture->report);
	report_init(&fixture->report, "", "/");
	assert_int_equal(cni_config_check(&fixture->context, &runtime, &fixture->report), 0);
	if (fixture->report.count != findings)
		for (size_t i = 0; i < fixture->report.count; i++)
			print_message("# %s\n", fixture->report.findings[i].summary);
	assert_int_equal(fixture->report.count, findings);
}

static inline void expect_pass(struct fixture *fixture, size_t index, const char *words)
{
	expect_finding(fixture, index, CAUSE_NONE, VERDICT_PASS, WORDS(words));
}

static inline void expect_warn(struct fixture *fixture, size_t index, enum cause_id cause,
			const char *const *words)
{
	expect_finding(fixture, index, cause, VERDICT_WARN, words);
}

static inline void set_time(const struct fixture *fixture, const char *name, time_t seconds)
{
	_cleanup_free_ char *path = fixture_path(fixture, name);
	const struct timespec times[] = {{.tv_sec = seconds}, {.tv_sec = seconds}};

	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}
