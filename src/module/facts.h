/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The facts about one kernel module, and what they mean: facts.c and files.c gather, judge.c
 * judges, words.c and remedy.c compose the message and the command.
 */
#pragma once

#include "core/check.h"
#include "module/kernel_cmdline.h"
#include "module/kernel_package.h"
#include "system/kmodule.h"
#include "text/module_name.h"

#define DPKG_ARCHITECTURE_SIZE 32

/* The lines of modprobe.d(5) that deny a module, replace its load, or give it options. */
enum modprobe_kind {
	MODPROBE_NONE,
	MODPROBE_BLACKLIST, /* "blacklist NAME" */
	MODPROBE_INSTALL,   /* "install NAME COMMAND": the command runs in place of the load */
	MODPROBE_OPTIONS,   /* "options NAME PARAMETER=VALUE…" */
};

/* What the command of an install line does, by its text alone. */
enum modprobe_command {
	MODPROBE_COMMAND_OPEN,  /* not known: it has to be run */
	MODPROBE_COMMAND_FALSE, /* nothing but false(1): it fails, as CIS has it */
	MODPROBE_COMMAND_TRUE,  /* nothing but true(1): it succeeds, and nothing is loaded */
};

struct modprobe_line {
	enum modprobe_kind kind;
	enum modprobe_command command; /* of an install line */
	unsigned int line; /* from 1: the first of its lines when it is continued */
	char text[128];    /* the line, cut, without control characters */
};

/*
 * The first line of that kind for the module in the text of one file. A backslash at the end
 * continues a line; '#' starts a comment at the start of a line. False when there is none.
 */
bool modprobe_find(const char *text, enum modprobe_kind kind, const char *module,
		   struct modprobe_line *ret);

/* What is wrong with a module's file: its size, and what libkmod finds in it. */
enum file_fault {
	FILE_SOUND,
	FILE_EMPTY,
	FILE_DAMAGED,     /* truncated, or not a module */
	FILE_COMPRESSION, /* compressed with what this libkmod cannot read */
	FILE_LOST,        /* named by the index, and does not exist */
};

/* A file of the module tree: the module's own, or that of a module it needs. */
struct module_file {
	char path[512];      /* below the root; "" for none */
	enum file_fault fault;
	const char *compression; /* "gzip": the program that decompresses it; NULL for none */
	bool newer; /* compressed in a form that is newer than this program supports: as sound */
	bool is_signed;
	char vermagic[128];
	char depends[512];   /* "depends=" of its .modinfo: module names with commas between */
};

/* Why the running kernel may refuse a module whose file is sound. */
struct module_policy {
	bool disabled;      /* kernel.modules_disabled=1: until the next boot */
	bool sig_enforce;   /* unsigned modules are refused */
	bool locked_down;   /* lockdown is in force: unsigned modules are refused */
	bool capable;       /* this process has CAP_SYS_MODULE */
	bool user;          /* this process does not run as root */
};

/* A line of modprobe.d, its file and its module; kind is MODPROBE_NONE when there is none. */
struct module_line {
	struct modprobe_line line;
	char file[512];
	char module[MODULE_NAME_SIZE];
};

struct module_facts {
	const char *name;
	bool live;               /* the running kernel was asked: state and policy count */
	enum module_state state;
	bool was_loaded;         /* before the gate tried to load it */
	bool has_modules;        /* the kernel is built with CONFIG_MODULES */
	bool link_works;         /* a link of this kind works, though no file could be loaded */
	char container[HOST_CONTAINER_SIZE]; /* what manages the container; "" for none */
	bool tree;               /* /lib/modules/RELEASE holds modules or an index */
	char **others;           /* releases of other module trees, newest last; owned */
	char *other;             /* the newest of them that ships the module, or NULL; owned */
	struct kmodule_lookup lookup;
	bool in_text_index;      /* modules.dep, the text, has a line for it */
	bool in_text_builtin;    /* modules.builtin, or without a tree /boot/config-*, names it */
	char found[512];         /* its file, found by a search because the index has none */
	struct module_file own;  /* its file, when the index names one */
	struct module_file bad;  /* the first of its own and the needed files that is not sound;
				  * without an index, the file that was found, sound or not */
	char **needs;            /* the modules it needs, by the files of its index line; owned */
	char lost[MODULE_NAME_SIZE]; /* one of its "depends=" that has no file; "" for none */
	char newer[512];         /* in an image: a file that is newer than this program and its
				  * libkmod support, and that was not examined; "" for none */
	char unsigned_file[512]; /* the first of its own and the needed files without a signature */
	char vermagic[128];      /* of a file that it needs: how this tree was built; "" for none */
	struct module_policy policy;
	struct module_line deny;             /* of the module itself only */
	struct module_line install, options; /* of the module, or else of what it needs */
	/* Of the kernel command line, as they stand there; "" for none: the list that denies it,
	 * "module_blacklist=a,vxlan", and the options it gives, "vxlan.udp_port=1 vxlan.x=2". */
	char deny_parameter[CMDLINE_PARAMETER_SIZE];
	const char *denied;      /* the module of that list: this one, or one that it needs */
	char option_parameters[CMDLINE_PARAMETER_SIZE];
	bool load_tried;
	struct module_load load; /* what came of it */
};

void module_facts_free(struct module_facts *facts);
#define _cleanup_facts_ _cleanup_(module_facts_free)

/*
 * Look at the module tree of the release: the index, the module's file and those it needs, other
 * trees when it is not there. 0, or -errno when something that decides could not be read.
 */
int module_facts_files(const struct context *ctx, struct module_facts *facts);

/*
 * The line of modules.dep for a module: its file and the files it needs, as they stand there
 * (relative to the module tree), NULL-terminated (strv_free). depmod writes this text together
 * with modules.dep.bin, which is what libkmod reads: a text that knows more than the binary means
 * a damaged binary. NULL when it has no such line.
 */
char **modules_dep_files(const char *text, const char *module);

/* True when modules.builtin names the module. */
bool modules_builtin_names(const char *text, const char *module);

/*
 * A text file of the tree of the release, the caller's; NULL when there is none or it cannot be
 * read: the binary index decides.
 */
char *module_tree_text(const struct context *ctx, const char *file);

/*
 * A file as modules.dep names it, below the root; the caller's. depmod writes those outside of the
 * tree with their whole path.
 */
char *module_tree_path(const struct context *ctx, const char *name);

/*
 * True when the tree of the running kernel does not ship a module: it is not in the index, or its
 * file does not exist. modules.dep names the files of the needed modules as well, libkmod does not:
 * where one of those is missing, *ret_file is its path, the caller's; else NULL. False when neither
 * the text nor libkmod could answer.
 */
bool module_is_lost(const struct context *ctx, const char *name, char **ret_file);

/* Loaded, built in, or the index and all files are there to load it. */
enum module_answer {
	MODULE_ANSWER_LOADED,
	MODULE_ANSWER_BUILT_IN,
	MODULE_ANSWER_LOADABLE,
	MODULE_ANSWER_FAULT, /* with a cause */
};

/*
 * Pure: what the facts mean for the kernel of that release. *ret_cause is CAUSE_NONE unless the
 * answer is a fault.
 */
enum module_answer module_judge(const struct module_facts *facts, const char *release,
				enum cause_id *ret_cause);

/*
 * Gather what is needed to judge, and judge it: nothing is read beyond one file of /sys when the
 * module is loaded. try_load: load it first where it is absent; on the live kernel of a gate only.
 * An enum module_answer; or -errno when something that decides could not be read. ret->name borrows
 * name. The caller owns the facts (module_facts_free), after an error too.
 */
int module_look(const struct context *ctx, const char *name, bool try_load,
		struct module_facts *ret, enum cause_id *ret_cause);

/* What fixes the cause on this node; without a command when none is known. The caller owns it. */
struct remedy module_remedy(const struct context *ctx, const struct module_facts *facts,
			    enum cause_id cause);

/*
 * True when the text of a modules-load.d file names the module, by its name or by the alias
 * "rtnl-link-NAME". As systemd reads it (tested on 252): blanks and a CR at either end of a line
 * do not count, '#' and ';' start a comment at the start of a line only, and the whole line is one
 * name: "vxlan # for calico" and "vxlan, geneve" name no module at all.
 */
bool modules_load_names(const char *text, const char *module);

/*
 * The command that names the module in a file of modules-load.d, behind what is in it: each module
 * has a command of its own. The caller owns it.
 */
char *module_persist_command(const struct context *ctx, const char *module, const char *file);

/* The command that brings libkmod back, where it cannot be opened. As module_remedy(). */
struct remedy module_remedy_library(const struct context *ctx);

/* True for a cause that installing the package of the kernel fixes. */
bool module_package_brings(enum cause_id cause);

/* The command that brings the package of a kernel back. As module_remedy(). */
struct remedy package_command(const struct context *ctx, const struct kernel_package *package);

/*
 * Whether dpkg has the package installed: 1, 0 or -errno. thorough: where its file list does not
 * say so, read the whole database, 1 to 5 MB.
 */
int package_installed(const struct context *ctx, const char *package, bool thorough);

/*
 * True when /var/lib/dpkg/status says "Status: … installed" of the package, of whatever
 * architecture. A package that was removed and left its configuration says "config-files" and is
 * not installed.
 */
bool dpkg_status_installed(const char *text, const char *package);

/*
 * The architecture of dpkg itself, which is the system's: "arm64". False when the text does not
 * say.
 */
bool dpkg_status_architecture(const char *text, char ret[static DPKG_ARCHITECTURE_SIZE]);

/* The architecture of the system, as dpkg calls it. 0 or -errno; -ENOENT when dpkg does not say. */
int package_architecture(const struct context *ctx, char ret[static DPKG_ARCHITECTURE_SIZE]);

/*
 * What is wrong and why, one sentence; NULL for a cause that is none of module_judge(). The caller
 * owns it.
 */
char *module_words(const struct context *ctx, const struct module_facts *facts,
		   enum cause_id cause);
