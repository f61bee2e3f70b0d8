/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A network that works but was not made for this node: one of a package, or of a replaced CNI. */
#include "config.h"

#include <errno.h>

#include "cni/binary.h"
#include "cni/config/directory.h"
#include "cni/heal.h"
#include "cni/tunnels.h"
#include "core/remedy.h"
#include "runtime/crio.h"
#include "runtime/kubelet.h"

/* Files that are compared to the one that decides. */
#define OTHERS_MAX 64

/* libcni's record of each attachment, NETWORK-CONTAINER-INTERFACE (api.go, cacheAdd()) … */
#define CNI_RESULTS "/var/lib/cni/results"
/* … and host-local's of the addresses: a directory for each network, with last_reserved_ip.N. */
#define CNI_NETWORKS "/var/lib/cni/networks"

#define RESULTS_MAX 64

/* Meta plugins and a chained cilium-cni come before the network that they belong to. */
static bool is_first_by_design(const struct context *ctx, const struct cni_config *config)
{
	static const char *const metas[] = {"multus", "multus-shim", "danm", "genie"};

	for (size_t i = 0; i < config->count; i++) {
		const char *type = config->plugins[i].type;

		/* Its agent renames the files of other CNIs. */
		if (text_is_among(type, metas, ARRAY_SIZE(metas)) ||
		    (text_equal(type, "cilium-cni") &&
		     (i > 0 || cni_has_pod(ctx, "05-cilium.conflist"))))
			return true;
	}
	return false;
}

/* What only adds to the network of another plugin: a file that begins with it is no network. */
static bool adds_only(const struct cni_config *config)
{
	static const char *const types[] = {"istio-cni", "linkerd-cni", "portmap", "bandwidth",
					    "tuning",    "firewall",    "sbr"};

	return config->count > 0 &&
	       text_is_among(config->plugins[0].type, types, ARRAY_SIZE(types));
}

static bool has_type(const struct cni_config *config, const char *type)
{
	for (size_t i = 0; i < config->count; i++)
		if (text_equal(config->plugins[i].type, type))
			return true;
	return false;
}

/* Whether it is the other network with a CNI's plugin more, as Istio's beside that of Calico. */
static bool is_built_on(const struct cni_config *config, const struct cni_config *other)
{
	bool has_more = false;

	for (size_t i = 0; i < other->count; i++)
		if (!has_type(config, other->plugins[i].type))
			return false;
	for (size_t i = 0; i < config->count; i++)
		has_more |= !has_type(other, config->plugins[i].type) &&
			    !cni_binary_is_of_project(config->plugins[i].type);
	return has_more;
}

/* Files of one installation are written within a second. */
static bool is_newer(const struct stat *a, const struct stat *b)
{
	return a->st_mtim.tv_sec > b->st_mtim.tv_sec;
}

static const char *name_of(const struct cni_answer *answer)
{
	return strrchr(answer->file, '/') + 1;
}

/*
 * Whether the other file may be the one that is meant. Beside a packaged network that is each file
 * that is none, even a broken one. Beside the network of a CNI without a pod on this node it is one
 * that was written later, and that the runtime would take otherwise.
 */
static bool competes(const struct cni_reading *reading, const struct cni_answer *winner,
		     const struct cni_answer *other, enum cni_use use)
{
	if (cni_packaged_find(name_of(other), &other->config) || adds_only(&other->config))
		return false;
	return winner->packaged || (other->state == CNI_SOUND && use == CNI_USE_TAKEN &&
				    is_newer(&other->status, &winner->status) &&
				    (!reading->runtime->default_network ||
				     text_equal(other->config.name, winner->config.name)) &&
				    !is_built_on(&winner->config, &other->config) &&
				    !cni_has_pod(reading->ctx, name_of(winner)));
}

/*
 * The one that was written last of those that compete; *ret stays empty when there is none. 1 when
 * the runtime may take an earlier file, newer than this program supports: a notice says so.
 */
static int find_other(const struct cni_reading *reading, char *const *names,
		      const struct cni_answer *winner, struct cni_answer *ret)
{
	size_t compared = 0;

	for (; *names && compared < OTHERS_MAX; names++) {
		_cleanup_(cni_answer_free) struct cni_answer other = {0};
		enum cni_use use = CNI_USE_SKIPPED;
		int r;

		if (text_equal(*names, name_of(winner)))
			continue;
		compared++;
		r = cni_candidate_judge(reading, *names, &other, &use);
		if (r == -ENOENT)
			continue;
		if (r < 0)
			return r;
		if (use == CNI_USE_UNJUDGED && !reading->runtime->default_network &&
		    strcmp(name_of(&other), name_of(winner)) < 0)
			return 1;
		if (!competes(reading, winner, &other, use) ||
		    (ret->file && !is_newer(&other.status, &ret->status)))
			continue;
		other.unserved = use == CNI_USE_UNSERVED;
		cni_answer_free(ret);
		*ret = TAKE(other);
	}
	return 0;
}

/* Whether a file of the directory begins with prefix; text: only with that in it, NULL for any. */
static bool has_file(const struct context *ctx, const char *directory, const char *prefix,
		     const char *text)
{
	_cleanup_strv_ char **names = NULL;
	size_t read = 0;
	int r = sysroot_list(ctx->root, directory, CNI_ENTRIES_MAX, &names);

	for (char **name = names; r == 0 && *name && read < RESULTS_MAX; name++) {
		_cleanup_free_ char *path = format_text("%s/%s", directory, *name), *found = NULL;

		if (!text_starts(*name, prefix))
			continue;
		if (!text || (sysroot_read(ctx->root, path, SYSROOT_TEXT_MAX, &found, NULL) == 0 &&
			      strstr(found, text)))
			return true;
		read++;
	}
	return false;
}

/* Whether the last kubelet has run pods with it: their CNI_ARGS are in libcni's record. */
static bool was_used_by_kubelet(const struct context *ctx, const struct cni_answer *winner)
{
	_cleanup_(runtime_fault_free) struct runtime_fault fault = {0};
	_cleanup_free_ char *record = format_text("%s-", winner->config.name);
	_cleanup_free_ char *addresses = format_text(CNI_NETWORKS "/%s", winner->config.name);
	_cleanup_free_ char *root = NULL, *pods = NULL;

	if (kubelet_root_find(ctx, &root, &fault) < 0)
		return false;
	pods = format_text("%s/pods", root);
	return has_file(ctx, pods, "", NULL) &&
	       (has_file(ctx, CNI_RESULTS, record, "K8S_POD_NAME") ||
		(!winner->packaged->has_containers && has_file(ctx, addresses, "", NULL)));
}

/* Whether a CNI has left its plugin where the runtime looks, or flannel its addresses. */
static bool had_other_cni(const struct cni_reading *reading)
{
	const struct sysroot *root = reading->ctx->root;

	/* Older packages of the project's plugins have flannel's among them. */
	for (size_t i = 0; i < cni_tunnels_count; i++)
		for (char **dir = reading->runtime->bin_dirs; dir && *dir; dir++) {
			const char *type = cni_tunnels[i].type;
			_cleanup_free_ char *path = format_text("%s/%s", *dir, type);

			if (!cni_binary_is_of_project(type) && !text_equal(type, "flannel") &&
			    sysroot_exists(root, path))
				return true;
		}
	return sysroot_exists(root, CNI_NETWORKS "/cbr0");
}

/*
 * Whether the only network of the node is the one that its owner wants: a setting names it, or
 * kubelet has run pods with it, and no other CNI was ever here.
 */
static bool is_meant(const struct cni_reading *reading, const struct cni_answer *winner)
{
	_cleanup_free_ char *subnets = cni_packaged_subnets(&winner->config);

	return reading->place->handler || reading->runtime->default_network ||
	       (subnets && was_used_by_kubelet(reading->ctx, winner) && !had_other_cni(reading));
}

/* Why it is this file that counts: the end of "takes A and not B: ". */
static char *reason(const struct cni_reading *reading, const struct cni_answer *winner,
		    const struct cni_answer *other)
{
	const char *network = reading->runtime->default_network;

	if (network)
		return format_text("cni_default_network is \"%s\"", network);
	if (!other->file)
		return xstrdup("its name sorts first in byte order, and no CNI has installed a "
			       "file there");
	return xstrdup(strcmp(name_of(winner), name_of(other)) < 0
			       ? "its name sorts first in byte order"
			       : "the other one sorts first in byte order, but is skipped");
}

/* "its pods get addresses of 10.85.0.0/16", or of which network. */
static char *what_comes(const struct cni_answer *winner)
{
	_cleanup_free_ char *subnets = cni_packaged_subnets(&winner->config);
	_cleanup_free_ char *types = subnets ? NULL : cni_answer_types(winner);

	if (winner->packaged && winner->packaged->no_address)
		return xstrdup("pods get no address except 127.0.0.1");
	return subnets ? format_text("its pods get addresses of %s", subnets)
		       : format_text("its pods get the network \"%s\" (%s)", winner->config.name,
				     types);
}

/* The setting wins over the names of files. */
static struct remedy setting_remedy(const struct cni_reading *reading,
				    const struct cni_config *network)
{
	static const char dropin[] = "99-default-network.conf";
	const struct context *ctx = reading->ctx;
	const char *file = reading->runtime->file;
	_cleanup_free_ char *line = format_text("cni_default_network = \"%s\"", network->name);
	_cleanup_free_ char *word = file ? shell_path(ctx, file) : NULL;

	if (!crio_takes_dropin(ctx, dropin, file))
		return !file ? remedy_take(REMEDY_NONE, NULL)
			     : remedy_explain(remedy_format(REMEDY_EDIT, "vi %s", word),
					      "cni_default_network is set there or in "
					      "crio.service, for which no drop-in would count");
	return remedy_explain(cni_crio_dropin(ctx, REMEDY_DECISION, dropin, line),
			      "a decision for whoever set cni_default_network: pods get the "
			      "network of the other file");
}

/* CRI-O keeps a network that it has loaded, and follows no setting, until it is restarted. */
static struct remedy compose_remedy(const struct cni_reading *reading,
				    const struct cni_answer *winner, const struct cni_answer *other)
{
	const struct context *ctx = reading->ctx;
	const struct cni_runtime *runtime = reading->runtime;
	const char *restart =
		runtime->loader == CNI_LOADER_CRIO && !ctx->root->confined ? runtime->unit : NULL;
	_cleanup_remedy_ struct remedy aside = remedy_aside(ctx, winner->file);

	if (runtime->default_network && other->state == CNI_SOUND &&
	    !text_equal(other->config.name, runtime->default_network))
		return setting_remedy(reading, &other->config);
	return remedy_explain(remedy_format(REMEDY_DECISION, "%s%s%s", aside.command,
					    restart ? " && systemctl restart " : "",
					    restart ? restart : ""),
			      "a decision for whoever runs the cluster: %s",
			      !other->file ? "without the file the node waits for its CNI; if this "
					     "network is intended, keep the file"
			      : other->state == CNI_SOUND && !other->unserved
				      ? "pods get the network of the other file"
				      : "the other file cannot be used as it is: correct it first");
}

static void note(const struct cni_reading *reading, struct cni_answer *winner,
		 const struct cni_answer *other)
{
	const char *from = winner->packaged ? winner->packaged->from : NULL;
	_cleanup_free_ char *why = reason(reading, winner, other), *comes = what_comes(winner);
	_cleanup_free_ char *brought =
		from ? format_text(", the default network that %s installs", from) : xstrdup("");
	_cleanup_free_ char *instead_of =
		!other->file ? xstrdup("")
			     : format_text(from ? ", and not %s"
						: " and not %s, which was written later",
					   other->path);

	cni_answer_note(
		winner, CAUSE_CNI_CONFIG_RIVAL, xstrdup(winner->path),
		format_text(
			"%s takes %s%s%s: %s; %s%s", cni_loader_name(reading->runtime),
			winner->path, brought, instead_of, why, comes,
			other->file
				? ""
				: ", and the node becomes Ready before its own CNI is installed"),
		compose_remedy(reading, winner, other));
}

/* Whether a file that was put aside is the network of a package, under its own name. */
static bool is_packaged(const struct context *ctx, const char *conf_dir, const char *name,
			const char *stem)
{
	_cleanup_free_ char *file = format_text("%s/%s", conf_dir, name), *text = NULL;
	_cleanup_(cni_config_free) struct cni_config config = {0};
	_cleanup_(cni_fault_free) struct cni_fault fault = {0};
	size_t size;

	return sysroot_read(ctx->root, file, SYSROOT_TEXT_MAX, &text, &size) == 0 &&
	       cni_parse(text, size, cni_form_of(stem), &config, &fault) == 0 &&
	       cni_packaged_find(stem, &config);
}

char *cni_aside_words(const struct context *ctx, const char *conf_dir)
{
	static const char *const suffixes[] = {".cilium_bak", ".bak",      ".old",
					       ".orig",       ".disabled", ".rpmsave"};
	_cleanup_strv_ char **names = NULL;

	(void)sysroot_list(ctx->root, conf_dir, CNI_ENTRIES_MAX, &names);
	for (char **name = names; name && *name; name++) {
		_cleanup_free_ char *stem = xstrdup(*name);
		char *dot = strrchr(stem, '.');
		bool cilium = dot && text_equal(dot, suffixes[0]);

		if (!dot || !text_is_among(dot, suffixes, ARRAY_SIZE(suffixes)))
			continue;
		*dot = '\0';
		if (!cni_is_candidate(stem) || is_packaged(ctx, conf_dir, *name, stem) ||
		    (cilium && cni_has_pod(ctx, "05-cilium.conflist")))
			continue;
		return format_text(
			"; %s is not read under this name%s: to restore it, rename it to %s", *name,
			cilium ? ", and Cilium has put it aside" : "", stem);
	}
	return xstrdup("");
}

int cni_unintended_note(const struct cni_reading *reading, char *const *names,
			struct cni_answer *answer)
{
	_cleanup_(cni_answer_free) struct cni_answer other = {0};
	int r;

	/* With another max_conf_num pods are attached to all networks, and none is displaced. */
	if (answer->state != CNI_SOUND ||
	    (reading->runtime->loader == CNI_LOADER_CONTAINERD && reading->place->max_conf != 1))
		return 0;
	answer->packaged = cni_packaged_find(name_of(answer), &answer->config);
	if (!answer->packaged && is_first_by_design(reading->ctx, &answer->config))
		return 0;
	r = find_other(reading, names, answer, &other);
	if (r != 0)
		return r < 0 ? r : 0;
	if (!other.file && answer->packaged && is_meant(reading, answer))
		answer->packaged = NULL;
	answer->awaits_cni = answer->packaged && !other.file;
	/* CRI-O skips a file whose plugins cannot be executed. */
	if (!answer->unserved && (answer->packaged || other.file))
		note(reading, answer, &other);
	return 0;
}
