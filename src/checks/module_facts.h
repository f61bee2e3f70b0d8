/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What can be known of one kernel module, and what it means: gathered first, judged after. */
#pragma once

#include "formats/kernel_package.h"
#include "formats/modprobe_d.h"
#include "preflight/check.h"
#include "system/kmodule.h"

struct module_facts {
	const char *name;
	bool live;               /* the running kernel was asked: state and has_modules count */
	enum module_state state;
	bool has_modules;        /* the kernel can load modules at all */
	bool link_works;         /* no file could be loaded, and a link of this kind works all the same */
	bool tree;               /* /lib/modules/RELEASE holds modules or an index */
	bool other_trees;        /* of other releases */
	struct kmodule_lookup lookup;
	bool in_text_index;      /* modules.dep, the text, knows it */
	bool in_text_builtin;    /* modules.builtin, the text, knows it */
	char lost[512];          /* a file, its own or of a module it needs, that is not there */
	char found[512];         /* its file, found by a search because the index has none */
	struct modprobe_line deny, install; /* kind is MODPROBE_NONE when there is none */
	char deny_file[512], install_file[512]; /* "" with a deny: the kernel command line */
	bool load_tried;
	struct module_load load; /* what came of it */
};

/*
 * Gather what is needed to judge: nothing beyond one file of /sys when the module is loaded.
 * load: try to load it first, when it is not there; on the live kernel of a gate only. 0 or -errno
 * when something that decides could not be read. facts->name borrows name.
 */
int module_facts_gather(const struct context *ctx, const char *name, bool load,
			struct module_facts *ret);

/* Loaded, built in, or the index and all files are there to load it. */
enum module_answer {
	MODULE_ANSWER_LOADED,
	MODULE_ANSWER_BUILT_IN,
	MODULE_ANSWER_LOADABLE,
	MODULE_ANSWER_FAULT, /* with a cause */
};

/* Pure: what the facts mean. *ret_cause is CAUSE_NONE unless the answer is a fault. */
enum module_answer module_judge(const struct module_facts *facts, enum cause_id *ret_cause);

/* Read os-release below the root. Never fails: what is not known is "linux". */
void module_os_release(const struct context *ctx, struct os_release *ret);

/*
 * The command that mends the cause on this node; NULL when none is known (or no memory). The
 * caller owns it.
 */
char *module_remedy(const struct context *ctx, const struct module_facts *facts,
		    enum cause_id cause);

/* The command that brings the package of a kernel back; NULL as module_remedy(). */
char *package_command(const struct kernel_package *package);

/* The command as it is typed on the machine that runs us: in an image, through chroot. */
char *remedy_for_root(const struct context *ctx, const char *command);

/* What is wrong and why, one sentence. NULL when there is no memory. The caller owns it. */
char *module_words(const struct context *ctx, const struct module_facts *facts,
		   enum cause_id cause);
