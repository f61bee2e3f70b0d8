/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A root whose runtime and directories are asked for. */
#pragma once

#include "fixture.h"
#include "runtime/runtime.h"

#define CONTAINERD "/etc/containerd/config.toml"
#define KUBELET    "/var/lib/kubelet/config.yaml"
#define K3S        "/var/lib/rancher/k3s/agent/etc/containerd/config.toml"
#define V2_CNI     "version = 2\n[plugins.\"io.containerd.grpc.v1.cri\".cni]\n"
#define DEFAULTS   "containerd /etc/cni/net.d:1 | /opt/cni/bin | lo"
#define CRIO       "CRI-O /etc/cni/net.d:1 | /opt/cni/bin |"

/* "LOADER PLACE:MAX[:HANDLER]… | BIN… | lo default" */
static inline char *describe(const struct cni_runtime *runtime)
{
	_cleanup_free_ char *dirs = strv_join(runtime->bin_dirs, " ");
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	fputs(runtime->loader == CNI_LOADER_CRIO ? "CRI-O" : "containerd", out);
	for (size_t i = 0; i < runtime->place_count; i++)
		fprintf(out, " %s:%u%s%s", runtime->places[i].conf_dir, runtime->places[i].max_conf,
			runtime->places[i].handler ? ":" : "",
			runtime->places[i].handler ? runtime->places[i].handler : "");
	fprintf(out, " | %s |%s", dirs, runtime->needs_loopback ? " lo" : "");
	if (runtime->default_network)
		fprintf(out, " %s", runtime->default_network);
	fclose(out);
	return text;
}

static inline void expect(struct fixture *fixture, const char *expected, const char *why)
{
	_cleanup_(cni_runtime_free) struct cni_runtime runtime = {0};
	_cleanup_free_ char *fault = NULL, *got = NULL;
	int r = cni_runtime_find(&fixture->ctx, &runtime, &fault);

	if (r < 0)
		fail_msg("%d: %s", r, fault ? fault : "");
	got = describe(&runtime);
	assert_string_equal(got, expected);
	assert_string_equal(runtime.why, why);
}

/* The main file and the unit to restart; NULL for none. */
static inline void expect_place(struct fixture *fixture, const char *file, const char *unit)
{
	_cleanup_(cni_runtime_free) struct cni_runtime runtime = {0};
	_cleanup_free_ char *fault = NULL;

	assert_int_equal(cni_runtime_find(&fixture->ctx, &runtime, &fault), 0);
	assert_string_equal(runtime.file ? runtime.file : "-", file ? file : "-");
	assert_string_equal(runtime.unit ? runtime.unit : "-", unit ? unit : "-");
}

/* The fault begins with the file as a person types it. */
static inline void expect_fault(struct fixture *fixture, int error, const char *where, const char *words)
{
	struct cni_runtime runtime;
	_cleanup_free_ char *fault = NULL;

	assert_int_equal(cni_runtime_find(&fixture->ctx, &runtime, &fault), error);
	if (!text_starts(fault, fixture_path(fixture, where)) || !strstr(fault, words))
		fail_msg("\"%s\" does not say \"%s\" of %s", fault, words, where);
}

static inline void set(char ***list, const char *first, const char *second)
{
	strv_free(*list);
	*list = NULL;
	if (first)
		strv_append(list, first);
	if (second)
		strv_append(list, second);
}
