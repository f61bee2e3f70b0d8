/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Pods that are older than the tunnel, by name where their runtime has written it down: a CRI keeps
 * the OCI bundle of each sandbox below /run, where it can be read even if the runtime hangs. A
 * network namespace is as old as its file in /run/netns, where containerd and CRI-O keep one for
 * each pod: the kernel sets its mtime, which cannot be changed later. Of the tunnel's address the
 * kernel reports the age (IFA_CACHEINFO).
 *
 * The order of interface indices says nothing: a link that is moved to another namespace, as those
 * of Calico's pods are, keeps its index where that is free.
 */
#include "config.h"

#include <errno.h>
#include <json-c/json.h>
#include <time.h>

#include "overlay/overlay.h"
#include "text/json.h"

#define SANDBOXES   "/run/netns"
#define UUID_LENGTH 36
#define DEPTH_MAX   64 /* of the JSON; the OCI's own has a dozen levels */

/* Where containerd (also that of k3s and RKE2, k0s, MicroK8s) and CRI-O have the bundles. */
static const struct {
	const char *directory, *file;
} runtimes[] = {
	{"/run/containerd/io.containerd.runtime.v2.task/k8s.io", "config.json"},
	{"/run/k3s/containerd/io.containerd.runtime.v2.task/k8s.io", "config.json"},
	{"/run/k0s/containerd/io.containerd.runtime.v2.task/k8s.io", "config.json"},
	{"/var/snap/microk8s/common/run/containerd/io.containerd.runtime.v2.task/k8s.io",
	 "config.json"},
	{"/run/containers/storage/overlay-containers", "userdata/config.json"},
};

/* --- the pod of a bundle, by the annotations of containerd (pkg/cri/annotations) and CRI-O --- */

static const struct dialect {
	const char *kind, *name, *namespace; /* annotations; kind is "sandbox" of one */
} dialects[] = {
	{"io.kubernetes.cri.container-type", "io.kubernetes.cri.sandbox-name",
	 "io.kubernetes.cri.sandbox-namespace"},
	{"io.kubernetes.cri-o.ContainerType", "io.kubernetes.pod.name",
	 "io.kubernetes.pod.namespace"},
};

/* "" when there is none, or it is no string. Not the caller's. */
static const char *text_of(struct json_object *object, const char *name)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, name, &value) ||
	    !json_object_is_type(value, json_type_string))
		return "";
	return json_object_get_string(value);
}

/* The file of the network namespace; "" where the runtime makes none, or uses the host's. */
static const char *netns_of(struct json_object *config)
{
	struct json_object *linux_part, *list, *row;

	if (!json_object_object_get_ex(config, "linux", &linux_part) ||
	    !json_object_object_get_ex(linux_part, "namespaces", &list) ||
	    !json_object_is_type(list, json_type_array))
		return "";
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		row = json_object_array_get_idx(list, i);
		if (text_equal(text_of(row, "type"), "network"))
			return text_of(row, "path");
	}
	return "";
}

static int read_sandbox(struct json_object *config, char **ret_pod, char **ret_netns)
{
	const char *netns = netns_of(config), *name = "", *namespace = "";
	struct json_object *notes;

	if (!json_object_object_get_ex(config, "annotations", &notes))
		return -ENOENT;
	for (size_t i = 0; i < ARRAY_SIZE(dialects); i++)
		if (text_equal(text_of(notes, dialects[i].kind), "sandbox")) {
			name = text_of(notes, dialects[i].name);
			namespace = text_of(notes, dialects[i].namespace);
		}
	if (!*name || !*namespace || !*netns)
		return -ENOENT;
	*ret_pod = format_text("%s/%s", namespace, name);
	*ret_netns = xstrdup(netns);
	return 0;
}

int bundle_read(const char *text, size_t size, char **ret_pod, char **ret_netns)
{
	struct json_object *config = NULL;
	_cleanup_free_ char *fault = NULL;
	int r = json_parse_as(text, size, JSON_NAMES_LAST, DEPTH_MAX, &config, &fault);

	if (r < 0)
		return -EBADMSG;
	r = read_sandbox(config, ret_pod, ret_netns);
	json_object_put(config);
	return r;
}

/* --- the sandboxes --- */

/* containerd's "cni-" and a UUID; CRI-O's, the UUID alone. Others have namespaces, too. */
static bool is_sandbox(const char *name)
{
	const char *uuid = text_starts(name, "cni-") ? name + strlen("cni-") : name;

	return strlen(uuid) == UUID_LENGTH &&
	       strspn(uuid, "0123456789abcdefABCDEF-") == UUID_LENGTH;
}

static void take_sandbox(const char *path, int64_t older_s, unsigned int grace_s,
			 struct overlay *overlay)
{
	struct overlay_sandbox *stale;

	overlay->sandboxes++;
	if (older_s <= (int64_t)grace_s)
		return;
	overlay->stale_total++;
	if (overlay->stale_count == OVERLAY_STALE_MAX)
		return;
	stale = &overlay->stale[overlay->stale_count++];
	snprintf(stale->path, sizeof(stale->path), "%s", path);
	stale->older_s = (uint64_t)older_s;
}

/* Name the sandbox of a bundle, by the file's name: /run/netns can be /var/run/netns there. */
static void read_bundle(const struct context *ctx, const char *path, struct overlay *overlay)
{
	_cleanup_free_ char *text = NULL, *pod = NULL, *netns = NULL;
	size_t size;

	if (sysroot_read(ctx->root, path, SYSROOT_TEXT_MAX, &text, &size) < 0 ||
	    bundle_read(text, size, &pod, &netns) < 0)
		return;
	for (size_t i = 0; i < overlay->stale_count; i++)
		if (text_equal(basename(overlay->stale[i].path), basename(netns)))
			snprintf(overlay->stale[i].pod, sizeof(overlay->stale[i].pod), "%s", pod);
}

/* What cannot be read leaves the sandboxes without a name. */
static void name_stale(const struct context *ctx, struct overlay *overlay)
{
	for (size_t i = 0; i < ARRAY_SIZE(runtimes); i++) {
		_cleanup_strv_ char **ids = NULL;
		int r = sysroot_list(ctx->root, runtimes[i].directory, SYSROOT_ENTRIES_MAX, &ids);

		for (char **id = ids; r == 0 && *id; id++) {
			_cleanup_free_ char *path = format_text("%s/%s/%s", runtimes[i].directory,
								*id, runtimes[i].file);

			read_bundle(ctx, path, overlay);
		}
	}
}

void overlay_sandboxes_look(const struct context *ctx, struct overlay *overlay)
{
	_cleanup_strv_ char **names = NULL;
	int64_t made = (int64_t)time(NULL) - overlay->age_cs / 100; /* the tunnel */

	if (!overlay->found || !overlay->has_age ||
	    sysroot_list(ctx->root, SANDBOXES, SYSROOT_ENTRIES_MAX, &names) < 0)
		return;
	for (char **name = names; *name; name++) {
		_cleanup_free_ char *path = format_text(SANDBOXES "/%s", *name);
		struct stat status;

		if (is_sandbox(*name) && sysroot_stat(ctx->root, path, &status) == 0)
			take_sandbox(path, made - status.st_mtim.tv_sec, ctx->settings->grace_s,
				     overlay);
	}
	if (overlay->stale_count > 0)
		name_stale(ctx, overlay);
}
