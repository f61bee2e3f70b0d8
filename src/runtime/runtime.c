/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which container runtime gives this node's pods their network, and where it looks. */
#include "config.h"

#include <errno.h>

#include "runtime/choice.h"
#include "runtime/crio.h"
#include "runtime/distribution.h"
#include "runtime/kubelet.h"
#include "runtime/runtime.h"
#include "runtime/service.h"
#include "runtime/service_unit.h"
#include "system/host.h"

void cni_runtime_free(struct cni_runtime *runtime)
{
	for (size_t i = 0; i < runtime->place_count; i++) {
		free(runtime->places[i].conf_dir);
		free(runtime->places[i].handler);
	}
	free(runtime->places);
	strv_free(runtime->bin_dirs);
	strv_free(runtime->differs);
	free(runtime->default_network);
	free(runtime->file);
	free(runtime->why);
	runtime_fault_free(&runtime->misread);
	*runtime = (struct cni_runtime){0};
}

/* A copy without slashes at its end; what is not absolute begins where a service works, in "/". */
static char *copy_path(const char *path)
{
	char *copy = service_path(path);

	for (size_t length = strlen(copy); length > 1 && copy[length - 1] == '/'; length--)
		copy[length - 1] = '\0';
	return copy;
}

static void add_place(struct cni_runtime *runtime, const char *conf_dir, unsigned int max_conf,
		      const char *handler)
{
	runtime->places = xgrow(runtime->places, runtime->place_count, sizeof(*runtime->places));
	runtime->places[runtime->place_count++] = (struct cni_place){
		copy_path(conf_dir), max_conf, handler ? xstrdup(handler) : NULL};
}

/* For all pods: those of the settings, else the runtime's own. */
static void add_places(struct cni_runtime *runtime, const struct settings *settings,
		       const char *own, unsigned int max_conf)
{
	if (!settings->conf_dirs)
		add_place(runtime, own, max_conf, NULL);
	for (char **dir = settings->conf_dirs; dir && *dir; dir++)
		add_place(runtime, *dir, max_conf, NULL);
}

static void add_bin_dirs(struct cni_runtime *runtime, char *const *dirs)
{
	for (char *const *dir = dirs; dir && *dir; dir++) {
		_cleanup_free_ char *path = copy_path(*dir);

		strv_append(&runtime->bin_dirs, path);
	}
}

static void use_containerd(const struct settings *settings, struct containerd_config *config,
			   struct cni_runtime *runtime)
{
	runtime->loader = CNI_LOADER_CONTAINERD;
	runtime->newer = config->newer;
	runtime->guessed_conf = config->guessed && !settings->conf_dirs;
	runtime->guessed_bin = config->guessed && !settings->bin_dirs;
	runtime->differs = TAKE(config->differs);
	runtime->needs_loopback = !config->internal_loopback;
	add_places(runtime, settings, config->conf_dir, config->max_conf);
	for (size_t i = 0; !settings->conf_dirs && i < config->handler_count; i++)
		add_place(runtime, config->handlers[i].conf_dir, config->handlers[i].max_conf,
			  config->handlers[i].name);
	add_bin_dirs(runtime, settings->bin_dirs ? settings->bin_dirs : config->bin_dirs);
}

static void use_crio(const struct settings *settings, const struct crio_config *config,
		     struct cni_runtime *runtime)
{
	runtime->loader = CNI_LOADER_CRIO;
	if (config->default_network)
		runtime->default_network = xstrdup(config->default_network);
	add_places(runtime, settings, config->network_dir, 1);
	add_bin_dirs(runtime, settings->bin_dirs ? settings->bin_dirs : config->plugin_dirs);
	if (!settings->bin_dirs)
		add_bin_dirs(runtime, (char *const[]){config->plugin_dir, NULL});
	if (!runtime->bin_dirs) /* an empty list is that of ocicni */
		strv_append(&runtime->bin_dirs, CRIO_PLUGIN_DIR);
}

/* Debian's build has a default of its own, which depends on the release. */
static void add_debian_dir(const struct context *ctx, struct containerd_config *config)
{
	static const char directory[] = "/usr/lib/cni";
	struct os_release os;

	host_os_release(ctx->root, &os);
	if (!config->default_bin_dirs || !text_equal(os.id, "debian") ||
	    !sysroot_exists(ctx->root, directory))
		return;
	strv_append(&config->bin_dirs, directory);
	containerd_note(&config->differs, "without bin_dir Debian's containerd 1.7 looks for plugins in "
					  "/usr/lib/cni, its 2.1 there and in /opt/cni/bin, and any other "
					  "in /opt/cni/bin");
}

/* What is below /run is made by another service, as with imports. */
static int read_system(const struct context *ctx, struct containerd_config *config, char **ret_file,
		       struct runtime_fault *fault)
{
	_cleanup_free_ char *command = NULL, *file = NULL;
	bool named;
	int r = service_command(ctx, "containerd.service", &command, NULL, fault);

	if (r < 0)
		return r;
	file = command ? service_option_path(ctx, command, "--config", "-c") : NULL;
	named = file; /* then it has to be there */
	if (!named)
		file = xstrdup(CONTAINERD_FILE);
	r = containerd_read(ctx, file, false, config, fault);
	if (r == 0 && named && !text_starts(file, "/run/"))
		r = runtime_blame(fault, file, -EBADMSG,
				  "containerd.service names it, but it does not exist");
	if (named)
		r = runtime_fault_source(fault, file, "containerd.service", r);
	if (r > 0)
		*ret_file = TAKE(file);
	if (r >= 0)
		add_debian_dir(ctx, config);
	return r;
}

/* cri-dockerd keeps the rules of the dockershim it was made from, and its directories. */
static int read_cri_dockerd(const struct context *ctx, struct crio_config *config,
			    struct runtime_fault *fault)
{
	_cleanup_free_ char *command = NULL;
	int r = service_command(ctx, "cri-docker.service", &command, NULL, fault);

	if (r < 0)
		return r;
	crio_config_default(config);
	if (command)
		crio_use_options(command, "--cni-conf-dir", "--cni-bin-dir", config);
	return 0;
}

/* *ret_file: what they were read from, the caller's; NULL for nothing. */
static int read_directories(const struct context *ctx, const struct runtime_choice *choice,
			    struct cni_runtime *runtime, char **ret_file,
			    struct runtime_fault *fault)
{
	_cleanup_(containerd_config_free) struct containerd_config containerd = {0};
	_cleanup_(crio_config_free) struct crio_config crio = {0};
	int r;

	if (choice->distribution)
		r = distribution_read(ctx, choice->distribution, &containerd, ret_file, fault);
	else if (choice->kind == RUNTIME_KIND_CONTAINERD)
		r = read_system(ctx, &containerd, ret_file, fault);
	else if (choice->kind == RUNTIME_KIND_CRIO)
		r = crio_read(ctx, &crio, ret_file, fault);
	else
		r = read_cri_dockerd(ctx, &crio, fault);
	if (r >= 0 && choice->kind == RUNTIME_KIND_CONTAINERD)
		use_containerd(ctx->settings, &containerd, runtime);
	else if (r >= 0)
		use_crio(ctx->settings, &crio, runtime);
	return r;
}

/* The directories in force, unless a setting names others. */
static void use_answer(const struct settings *settings, const struct cri_answer *answer,
		       struct cni_runtime *runtime)
{
	const char *conf_dir = answer->has_config ? answer->config.network_dir : answer->status.conf_dir;
	char *const *bin_dirs =
		answer->has_config ? answer->config.plugin_dirs : answer->status.plugin_dirs;

	runtime->answer = answer;
	if (!settings->conf_dirs && conf_dir && *conf_dir) {
		free(runtime->places[0].conf_dir);
		runtime->places[0].conf_dir = copy_path(conf_dir);
		runtime->guessed_conf = false;
	}
	if (!settings->bin_dirs && bin_dirs && *bin_dirs) {
		strv_free(TAKE(runtime->bin_dirs));
		add_bin_dirs(runtime, bin_dirs);
		runtime->guessed_bin = false;
	}
	if (!answer->has_config)
		return;
	if (!settings->bin_dirs)
		add_bin_dirs(runtime, (char *const[]){answer->config.plugin_dir, NULL});
	free(TAKE(runtime->default_network));
	if (answer->config.default_network)
		runtime->default_network = xstrdup(answer->config.default_network);
}

/*
 * Behind an endpoint of an unknown name is another runtime than was chosen: its rules are those that hold, and
 * its unit is not known. containerd and cri-dockerd execute the loopback plugin.
 */
static void use_name(const struct cri_answer *answer, struct cni_runtime *runtime)
{
	const char *name = answer->version.name;
	bool is_containerd = text_equal(name, "containerd");
	enum cni_loader loader = is_containerd ? CNI_LOADER_CONTAINERD : CNI_LOADER_CRIO;

	if (loader == runtime->loader ||
	    (!is_containerd && !text_equal(name, "cri-o") && !text_equal(name, "docker")))
		return;
	runtime->loader = loader;
	runtime->unit = NULL;
	runtime->needs_loopback = !text_equal(name, "cri-o");
}

/* Where the settings say it all, or the configuration cannot be read: what its kind has by default. */
static void use_defaults(const struct settings *settings, const struct runtime_choice *choice,
			 struct cni_runtime *runtime)
{
	_cleanup_(containerd_config_free) struct containerd_config containerd = {0};
	_cleanup_(crio_config_free) struct crio_config crio = {0};
	struct toml_fault fault = {0};

	containerd_files_resolve(&(const struct containerd_files){0}, &containerd, &fault);
	crio_config_default(&crio);
	if (choice->kind == RUNTIME_KIND_CONTAINERD)
		use_containerd(settings, &containerd, runtime);
	else
		use_crio(settings, &crio, runtime);
}

/* "containerd, as … says; directories from …" */
static char *describe_choice(const struct settings *settings, const struct runtime_choice *choice,
			     const char *file, const struct cni_runtime *runtime)
{
	_cleanup_free_ char *version = NULL;
	const char *own = runtime->answer ? "its own answer" : file ? file : "its defaults";

	if (runtime->newer && !runtime->answer)
		own = version =
			format_text("%s, where version %lld is newer than this program supports",
				    file, (long long)runtime->newer);
	if (!settings->conf_dirs && !settings->bin_dirs)
		return format_text("%s, %s; directories from %s", choice->name, choice->reason,
				   own);
	return format_text("%s, %s; directories from %s and %s", choice->name, choice->reason,
			   settings->conf_dirs ? "ConfDir=" : "BinDir=",
			   settings->conf_dirs && settings->bin_dirs ? "BinDir=" : own);
}

int cni_runtime_look(const struct context *ctx, struct cni_runtime *ret,
		     struct runtime_fault *ret_fault)
{
	_cleanup_(cni_runtime_free) struct cni_runtime runtime = {0};
	_cleanup_(runtime_choice_free) struct runtime_choice choice = {0};
	_cleanup_free_ char *file = NULL;
	const struct cri_answer *answer;
	int r = runtime_choice_make(ctx, &choice, ret_fault);

	if (r < 0)
		return r;
	answer = inquiry_answer(inquiry_make(ctx, &choice));
	if (ctx->settings->conf_dirs && ctx->settings->bin_dirs)
		use_defaults(ctx->settings, &choice, &runtime);
	else
		r = read_directories(ctx, &choice, &runtime, &file, ret_fault);
	/* That it has an empty conf_dir in force is no better than what the file says. */
	if (r < 0 && (!answer || !ret_fault->words || (answer->status.conf_dir && !*answer->status.conf_dir)))
		return r;
	if (r < 0) {
		runtime.misread = TAKE(*ret_fault);
		use_defaults(ctx->settings, &choice, &runtime);
	}
	runtime.needs_loopback |= choice.kind == RUNTIME_KIND_CRI_DOCKERD;
	runtime.guessed_conf |= choice.guessed && !ctx->settings->conf_dirs;
	runtime.guessed_bin |= choice.guessed && !ctx->settings->bin_dirs;
	if (answer)
		use_answer(ctx->settings, answer, &runtime);
	runtime.why = describe_choice(ctx->settings, &choice, file, &runtime);
	runtime.unit = choice.unit;
	if (file && !strchr(file, '*')) /* a pattern of drop-ins is no file */
		runtime.file = TAKE(file);
	if (answer)
		use_name(answer, &runtime);
	*ret = TAKE(runtime);
	return 0;
}
