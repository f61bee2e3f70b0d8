/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The binaries that a network needs: which of them a pod would miss, why, and what brings them. */
#include "config.h"

#include "cni/plugins/check.h"
#include "core/remedy.h"

static const char loopback[] = "loopback";

/* A plugin that is missing or cannot be executed. */
struct fault {
	struct cni_found_plugin found; /* dir: one that has it, but is not searched; or NULL */
	enum cause_id cause;
	enum verdict verdict;
	bool certain;      /* see struct cni_needed_plugin */
	char *path;        /* of what cannot be executed; NULL when it is missing */
	char *words;       /* what is wrong */
	char *consequence; /* who needs it */
	char *source;      /* the end of the sentence: what brings it; "" where it is not known */
	bool by_daemonset; /* the DaemonSet of the CNI does, once the configuration is moved away */
	char *note;        /* why it is not known whether an installer writes it again, or NULL */
	struct remedy remedy; /* without a command when it is in found.dir: see report_fault() */
	bool is_reported;
};

struct faults {
	struct fault *list;
	size_t count;
};

static void free_faults(struct faults *faults)
{
	for (size_t i = 0; i < faults->count; i++) {
		free(faults->list[i].found.dir);
		free(faults->list[i].path);
		free(faults->list[i].words);
		free(faults->list[i].consequence);
		free(faults->list[i].source);
		free(faults->list[i].note);
		remedy_free(&faults->list[i].remedy);
	}
	free(faults->list);
}

static bool is_packaged(const struct cni_network *network)
{
	return network->answer->packaged && network->config == &network->answer->config;
}

/* Whether it is a packaged one, and no CNI has written a file yet. */
static bool is_waiting(const struct cni_network *network)
{
	return is_packaged(network) && network->answer->awaits_cni;
}

/* Whether only loopback is missing, which the DaemonSet of the CNI installs with its own plugin. */
static bool is_awaited(const struct cni_network *network, const struct cni_binary *binary,
		       const struct faults *faults)
{
	return binary->absent && text_equal(binary->type, loopback) && faults->count == 0 &&
	       network->needs.brings_loopback;
}

/* Who executes it, and whether a pod can do without. */
static char *consequence(const struct cni_network *network, const struct cni_needed_plugin *plugin,
			 bool awaited)
{
	if (is_waiting(network))
		return format_text("the network is the default one that %s installs, and the node "
				   "waits for its CNI DaemonSet",
				   network->answer->packaged->from);
	if (!plugin->by)
		return xstrdup("every pod needs it");
	if (awaited)
		return format_text(
			"%s executes it for every pod; the DaemonSet of the CNI installs "
			"it once kubelet runs",
			plugin->by);
	return format_text(plugin->certain
				   ? "%s executes it for every pod"
				   : "\"ipam\" names it, and pods get no network if %s executes it",
			   plugin->by);
}

/* Whether no pod has a network without it: a setting may soften that. */
static bool is_grave(const struct cni_network *network, const struct cni_needed_plugin *plugin)
{
	if (network->place->handler ||
	    (is_waiting(network) && network->ctx->settings->absent == ABSENT_ALLOW))
		return false;
	return plugin->certain;
}

/*
 * The setting that has the directories; "" where the unit of the runtime writes that file itself.
 */
static char *setting_words(const struct cni_runtime *runtime)
{
	const bool crio = runtime->unit && text_equal(runtime->unit, "crio");

	if (!runtime->file || !runtime->unit || (!crio && !text_equal(runtime->unit, "containerd")))
		return xstrdup("");
	return format_text("; the setting is %s in %s", crio ? "plugin_dirs" : "bin_dir",
			   runtime->file);
}

/*
 * Whether the DaemonSet of a CNI of the network installs the plugin, or that of another CNI whose
 * own it is.
 */
static bool is_brought(const struct cni_network *network, const char *type)
{
	static const char *const others[] = {"kube-ovn", "weave-net", "ovn-k8s-cni-overlay",
					     "egress-cni"};

	for (size_t i = 0; i < network->needs.plugin_count; i++)
		if (cni_installers_bring(network->needs.plugins[i].type, type))
			return true;
	return text_is_among(type, others, ARRAY_SIZE(others));
}

/* No command installs it: list the directory. */
static void use_listing(const struct cni_network *network, struct fault *fault)
{
	char *const *bin_dirs = network->runtime->bin_dirs;
	_cleanup_free_ char *dir =
		bin_dirs && *bin_dirs ? shell_path(network->ctx, *bin_dirs) : NULL;

	remedy_free(&fault->remedy);
	fault->remedy =
		dir ? remedy_format(REMEDY_NONE, "ls -l %s", dir) : remedy_take(REMEDY_NONE, NULL);
}

/* What brings a plugin that is nowhere on the node, or of no use: the words and the command. */
static void find_source(const struct cni_network *network, const struct cni_binary *binary,
			bool awaited, struct fault *fault)
{
	char *const *bin_dirs = network->runtime->bin_dirs;
	const char *package = cni_binary_package(network->ctx, bin_dirs, binary->type);

	fault->remedy = cni_binary_remedy(network->ctx, bin_dirs, binary, network->answer->file);
	if (binary->state == CNI_BINARY_UNKNOWN || binary->only_mode || binary->noexec || awaited) {
		fault->source = xstrdup("");
	} else if (package) {
		fault->source = format_text("; the package %s has what is missing", package);
	} else if (is_brought(network, binary->type)) {
		fault->by_daemonset = true;
		fault->source =
			format_text("; the DaemonSet of the CNI has what is missing: with %s "
				    "moved away kubelet starts, and it reinstalls both",
				    network->answer->path);
	} else {
		fault->source =
			xstrdup(cni_binary_is_of_project(binary->type)
					? "; the packages containernetworking-plugins and "
					  "kubernetes-cni have what is missing"
					: "; what installs it is not known: install the CNI again");
		use_listing(network, fault);
	}
}

/*
 * The command that moves the configuration away lets kubelet start. It is not offered while a
 * plugin is missing that no DaemonSet installs.
 */
static void keep_file(const struct cni_network *network, struct faults *faults)
{
	bool keep = false;

	for (size_t i = 0; i < faults->count; i++)
		keep |= !faults->list[i].by_daemonset && *faults->list[i].source;
	for (size_t i = 0; keep && i < faults->count; i++) {
		struct fault *fault = &faults->list[i];

		if (!fault->by_daemonset)
			continue;
		free(fault->source);
		fault->source = xstrdup("; the DaemonSet of the CNI has what is missing");
		use_listing(network, fault);
	}
}

/* Whether one in another directory would help: not where a chmod or a remount does. */
static bool wants_another(const struct cni_network *network, const struct cni_needed_plugin *plugin,
			  const struct cni_binary *binary)
{
	char *const *bin_dirs = network->runtime->bin_dirs;

	return bin_dirs && *bin_dirs &&
	       (binary->state == CNI_BINARY_MISSING ||
		(binary->state == CNI_BINARY_UNUSABLE && !binary->only_mode && !binary->noexec &&
		 !plugin->also_in));
}

static void add_fault(const struct cni_network *network, const struct cni_needed_plugin *plugin,
		      const struct cni_binary *binary, char *note, struct faults *faults)
{
	bool grave = is_grave(network, plugin);
	bool awaited = grave && is_awaited(network, binary, faults);
	struct fault fault = {
		.found = {plugin->type, NULL},
		.cause = binary->state == CNI_BINARY_MISSING   ? CAUSE_CNI_PLUGIN_MISSING
			 : binary->state == CNI_BINARY_UNKNOWN ? CAUSE_CNI_UNKNOWN
							       : CAUSE_CNI_PLUGIN_UNUSABLE,
		.verdict = grave && !awaited ? cni_verdict(network->ctx) : VERDICT_WARN,
		.certain = plugin->certain,
		.path = binary->path ? display_path(network->ctx, binary->path) : NULL,
		.words = xstrdup(binary->fault),
		.consequence = consequence(network, plugin, awaited),
		.note = note,
	};

	if (binary->state == CNI_BINARY_UNKNOWN)
		fault.verdict = VERDICT_ERROR;
	if (wants_another(network, plugin, binary))
		fault.found.dir = cni_binary_elsewhere(network->ctx, network->runtime->bin_dirs,
						       plugin->type);
	if (is_packaged(network) && network->answer->file) {
		fault.source = xstrdup("");
		fault.remedy = cni_binary_remedy_aside(network->ctx, network->answer->file);
	} else if (fault.found.dir) {
		fault.source = binary->state == CNI_BINARY_MISSING ? setting_words(network->runtime)
								   : xstrdup("");
	} else {
		find_source(network, binary, awaited, &fault);
	}
	faults->list = xgrow(faults->list, faults->count, sizeof(*faults->list));
	faults->list[faults->count++] = fault;
}

/* The words for what is wrong, without the path that they begin with. */
static const char *words_after_path(const struct fault *fault)
{
	return fault->words +
	       (fault->path && text_starts(fault->words, fault->path) ? strlen(fault->path) : 0);
}

/* How much of the path is the directory. */
static int directory_length(const struct fault *fault)
{
	return fault->path ? (int)(strrchr(fault->path, '/') - fault->path) : 0;
}

/* Whether both are one finding: the same fault in the same directory, and the same source. */
static bool is_same(const struct fault *a, const struct fault *b)
{
	int length = directory_length(a);

	return a == b ||
	       (a->cause != CAUSE_CNI_UNKNOWN && a->cause == b->cause && a->verdict == b->verdict &&
		a->certain && b->certain && !a->found.dir == !b->found.dir &&
		!a->note == !b->note && length == directory_length(b) &&
		(length == 0 || strncmp(a->path, b->path, (size_t)length) == 0) &&
		text_equal(words_after_path(a), words_after_path(b)) &&
		text_equal(a->source, b->source));
}

/*
 * ", but in /opt/cni/bin", and what says where the runtime looks; "" for plugins that are nowhere.
 */
static char *where_words(const struct cni_network *network, const struct cni_found_plugin *found,
			 size_t count)
{
	_cleanup_strv_ char **dirs = cni_binary_dirs(found, count);
	_cleanup_free_ char *joined = strv_join(dirs, ", ");

	return dirs ? format_text(" (%s), but in %s", network->runtime->why, joined) : xstrdup("");
}

/* One chmod for all of them. */
static void add_mode(struct remedy *remedy, const struct remedy *more)
{
	static const char chmod[] = "chmod 0755";
	char *command;

	if (!remedy->command || !more->command || !text_starts(remedy->command, chmod))
		return;
	command = format_text("%s%s", remedy->command, more->command + strlen(chmod));
	free(remedy->command);
	remedy->command = command;
}

/* One that is not reported yet, with all others that are the same. */
static void report_fault(const struct cni_network *network, struct faults *faults,
			 struct fault *first)
{
	_cleanup_free_ struct cni_found_plugin *found = NULL;
	_cleanup_free_ char *types = NULL, *where = NULL;
	_cleanup_strv_ char **names = NULL;
	_cleanup_remedy_ struct remedy remedy = {0};
	size_t count = 0;

	for (struct fault *one = first; one < faults->list + faults->count; one++) {
		if (one->is_reported || !is_same(first, one))
			continue;
		if (one != first)
			add_mode(&first->remedy, &one->remedy);
		one->is_reported = true;
		found = xgrow(found, count, sizeof(*found));
		found[count++] = one->found;
		strv_append(&names, one->found.type);
	}
	types = strv_join(names, ", ");
	where = first->cause == CAUSE_CNI_PLUGIN_MISSING ? where_words(network, found, count)
							 : xstrdup("");
	if (first->remedy.command || !first->found.dir)
		remedy = remedy_copy(&first->remedy);
	else if (first->cause == CAUSE_CNI_PLUGIN_MISSING)
		remedy = cni_binary_remedy_elsewhere(network->ctx, network->runtime, found, count);
	else
		remedy = cni_binary_remedy_link(network->ctx, network->runtime->bin_dirs, found,
						count);
	report_cause_as(network->report, check_cni_plugins.name, first->cause, first->verdict,
			types, &remedy, "%s: %s%s%s; %s%s%s%s", types, first->words,
			count > 1 && first->path ? ", and so with the others" : "", where,
			count > 1 && !is_waiting(network) ? "every pod needs them"
							  : first->consequence,
			first->source, first->note ? "; " : "", first->note ? first->note : "");
}

static int check_plugin(const struct cni_network *network, const struct cni_needed_plugin *plugin,
			struct faults *faults, bool *all_sound)
{
	_cleanup_(cni_binary_free) struct cni_binary binary = {0};
	_cleanup_(cni_heal_free) struct cni_heal heal = {0};
	int r = cni_binary_look(network->ctx, plugin->also_in, network->runtime->bin_dirs,
				plugin->type, &binary);

	if (r < 0 || binary.state == CNI_BINARY_SOUND)
		return r;
	*all_sound = false;
	if (is_grave(network, plugin) &&
	    cni_heals_plugin(network->reading, &network->needs, &binary, &heal))
		report_cause(network->report, check_cni_plugins.name, CAUSE_CNI_INSTALLER_HEALS,
			     binary.type, &heal.remedy, "%s: %s; %s", binary.type, binary.fault,
			     heal.words);
	else
		add_fault(network, plugin, &binary, TAKE(heal.note), faults);
	return 0;
}

static void report_sound(const struct cni_network *network)
{
	_cleanup_free_ char *dirs = strv_join(network->runtime->bin_dirs, ", ");
	_cleanup_strv_ char **names = NULL;
	_cleanup_free_ char *types = NULL;

	for (size_t i = 0; i < network->needs.plugin_count; i++)
		strv_append(&names, network->needs.plugins[i].type);
	types = strv_join(names, ", ");
	report_pass(network->report, check_cni_plugins.name, types, "%s executable, from %s", types,
		    dirs);
}

int cni_binaries_look(const struct cni_network *network)
{
	const struct cni_needs *needs = &network->needs;
	const struct cni_needed_plugin loopback_plugin = {
		.type = (char *)loopback,
		.by = (char *)cni_loader_name(network->runtime),
		.certain = true};
	_cleanup_(free_faults) struct faults faults = {0};
	bool sound = needs->plugin_count > 0, unused;
	int r = 0;

	for (size_t i = 0; i < needs->plugin_count && r == 0; i++)
		r = check_plugin(network, &needs->plugins[i], &faults, &sound);
	if (r == 0 && sound)
		report_sound(network);
	if (r == 0 && network->runtime->needs_loopback && !cni_needs_plugin(needs, loopback))
		r = check_plugin(network, &loopback_plugin, &faults, &unused);
	keep_file(network, &faults);
	for (size_t i = 0; i < faults.count && r == 0; i++)
		if (!faults.list[i].is_reported)
			report_fault(network, &faults, &faults.list[i]);
	return r;
}
