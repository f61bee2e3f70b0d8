/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which package carries the network modules of a kernel release, by the name of the release. */
#include "config.h"

#include <ctype.h>
#include <regex.h>

#include "module/kernel_package.h"

#define GROUPS_MAX 3 /* of a pattern, the whole match among them */
#define GROUP_SIZE 65 /* of a release at most */

#define APT_AGAIN "apt-get download --print-uris %p && " APT_INSTALL " --reinstall %p"
#define RPM_AGAIN(tool) tool " -y $(rpm -q --quiet %p && echo re)install %p"
#define TRANSACTION "transactional-update --non-interactive pkg install --force "

/*
 * What a package manager is asked. %p: the package, %n: what brings the newest kernel, %r: the
 * release, %m: the module. apt calls it a success where a package cannot be downloaded to be
 * installed again, hence the download first. What rpm has installed is asked when the command runs:
 * to install what is installed is a success, and brings no file back. kernel-default-base conflicts
 * with kernel-default, and zypper asks nothing and stops unless the command names what is to be
 * removed.
 */
struct tool {
	enum package_manager manager;
	enum remedy_kind kind;
	bool extra;
	const char *command, *upgrade;
	const struct tool *plain; /* for a package known by its name alone; NULL: this one */
	const struct tool *image; /* on an image-based system of these packages; NULL: this one */
};

#define TOOL(name) static const struct tool name

TOOL(apt) = {PACKAGES_DPKG, REMEDY_SAFE, false, APT_AGAIN, APT_INSTALL " %n", NULL, NULL};
/* Debian from 6.19 on. */
TOOL(apt_split) = {PACKAGES_DPKG, REMEDY_SAFE, false, APT_AGAIN " linux-base-%r",
		   APT_INSTALL " %n", &apt, NULL};
TOOL(apt_extra) = {PACKAGES_DPKG, REMEDY_SAFE, true, APT_INSTALL " %p", APT_INSTALL " %n", &apt,
		   NULL};
TOOL(ostree) = {PACKAGES_RPM, REMEDY_REBOOT, false, "rpm-ostree rollback", "rpm-ostree upgrade",
		NULL, NULL};
TOOL(ostree_extra) = {PACKAGES_RPM, REMEDY_REBOOT, true, "rpm-ostree install kernel-modules-extra",
		      "rpm-ostree upgrade", &ostree, NULL};
TOOL(dnf) = {PACKAGES_RPM, REMEDY_SAFE, false, RPM_AGAIN("dnf"), "dnf -y upgrade %n", NULL,
	     &ostree};
TOOL(dnf_extra) = {PACKAGES_RPM, REMEDY_SAFE, true, RPM_AGAIN("dnf"), "dnf -y install %n", &dnf,
		   &ostree_extra};
TOOL(yum) = {PACKAGES_RPM, REMEDY_SAFE, false, RPM_AGAIN("yum"), "yum -y upgrade %n", NULL, NULL};
TOOL(tdnf) = {PACKAGES_RPM, REMEDY_SAFE, false, RPM_AGAIN("tdnf"), "tdnf -y upgrade %n", NULL,
	      NULL};
TOOL(transactional) = {PACKAGES_RPM, REMEDY_REBOOT, false, TRANSACTION "%p", "", NULL, NULL};
TOOL(transactional_base) = {PACKAGES_RPM, REMEDY_DECISION, false, TRANSACTION "-- %p -%p-base", "",
			    &transactional, NULL};
TOOL(zypper) = {PACKAGES_RPM, REMEDY_REBOOT, false, "zypper -n install --force %p", "", NULL,
		&transactional};
TOOL(zypper_base) = {PACKAGES_RPM, REMEDY_DECISION, false,
		     "zypper -n install --force -- %p -%p-base", "", &zypper, &transactional_base};
TOOL(pacman) = {PACKAGES_OTHER, REMEDY_REBOOT, false, "pacman -S --noconfirm %p", "", NULL, NULL};
TOOL(apiclient) = {PACKAGES_UNKNOWN, REMEDY_DECISION, false,
		   "apiclient set kernel.modules.%m.allowed=true kernel.modules.%m.autoload=true",
		   "", NULL, NULL};
/* A kernel that somebody else builds for the distribution. */
TOOL(others) = {PACKAGES_RPM, REMEDY_SAFE, false, "", "", NULL, NULL};

/* Parts of the patterns below. A build number has no zero in front: those are mainline builds. */
#define ANY    "^[^ ]* "
#define BUILD  "-[1-9][0-9]*"
#define NUMBER "[0-9]+(\\.[0-9]+)*"
#define DEBIAN_BUILD                                                                               \
	"(" BUILD "|-0\\.(deb[0-9]+|bpo)\\.[0-9]+|-kali[0-9]+|\\+(bpo|kali|deb[0-9]+(u[0-9]+)?))?-"
#define DEBIAN_FLAVOUR                                                                             \
	"((cloud|rt)-)?(amd64|arm64(-16k)?|armmp(-lpae)?|686(-pae)?|marvell|rpi|powerpc64le(-64k)?" \
	"|s390x|riscv64|loong64)$"
#define PI_FLAVOUR "(rpi-(v6|v7|v7l|v8|2712)(-rt)?)$"
#define UBUNTU_FLAVOUR                                                                             \
	"(generic|lowlatency|aws|azure|gcp|gke|gkeop|oracle|kvm|raspi|raspi2|nvidia|ibm|realtime|intel" \
	"|oem|fips|laptop|starfive|bluefield|xilinx|iot)(-(64k|lpae|fde|fips|edge|lowlatency|tegra|igx" \
	"|rt|iotg|iot-realtime|zynqmp|[0-9][0-9.]*))*$"
#define EL(release) ANY NUMBER "-" NUMBER "\\.el" release "(_[0-9]+)?\\." RPM_MACHINE
#define UEK(version, release) ANY version NUMBER "\\.el" release "uek\\." RPM_MACHINE "$"
#define RPM_MACHINE "(x86_64|x86_64_v2|aarch64|ppc64le|s390x|riscv64)"
#define FEDORA_BUILD "[0-9.]+-(0\\.rc[0-9]+\\.)?[0-9.]+(\\.asahi)?"
#define VARIANT "(\\+[a-z0-9-]+)?$"
/*
 * What a CNI asks of netfilter and bridges is in kernel-modules-extra since EL 10; the links are
 * not.
 */
#define NETFILTER "^(br_netfilter$|nft_compat$|sctp|ip_set|xt_|ip6?_tables|l2tp_)"
#define ALL_KERNELS "'kernel*'"

/*
 * id: ID of os-release, or the first word of ID_LIKE that has rows here. release: a pattern of
 * "VERSION_ID RELEASE". modules: a pattern of the module's name; NULL for every one. The first row
 * that fits counts. In package and newest: %r the release, %u that without "+VARIANT", %k
 * "-VARIANT", %f the flavour, which follows version and build, %1 and %2 groups of the pattern.
 */
static const struct row {
	const char *id, *release, *modules;
	const struct tool *tool;
	const char *package, *newest;
} rows[] = {
	/* linux-image of 6.19 and later is a shell over linux-base (modules.builtin, modules.order),
	 * linux-binary (the kernel) and linux-modules. Read in 6.18.15, 6.19.6 and 7.3.4 of Debian 13. */
	{"debian", ANY "(6\\.(19|[2-9][0-9])|([7-9]|[1-9][0-9])\\.[0-9]+)[.0-9]*" DEBIAN_BUILD
	 DEBIAN_FLAVOUR, NULL, &apt_split, "linux-modules-%r", "linux-image-%f"},
	{"debian", ANY NUMBER DEBIAN_BUILD DEBIAN_FLAVOUR, NULL, &apt, "linux-image-%r",
	 "linux-image-%f"},
	{"debian", ANY "[0-9.]+(\\+rpt|-rpi[0-9]+)-" PI_FLAVOUR, NULL, &apt, "linux-image-%r",
	 "linux-image-%2"},
	/* pve-kernel became proxmox-kernel with 6.2.16-6, and is signed since 6.5. */
	{"debian", ANY "([1-5]\\.[0-9]+|6\\.[01])\\.[0-9]+" BUILD "-pve$", NULL,
	 &apt, "pve-kernel-%r", "pve-kernel-%1"},
	{"debian", ANY "(6\\.2)\\.[0-9]+-[1-5]-pve$", NULL, &apt, "pve-kernel-%r", "pve-kernel-%1"},
	{"debian", ANY "(6\\.2)\\.[0-9]+" BUILD "-pve$", NULL, &apt, "proxmox-kernel-%r",
	 "proxmox-kernel-%1"},
	{"debian", ANY "([0-9]+\\.[0-9]+)[.0-9]*" BUILD "-pve$", NULL, &apt,
	 "proxmox-kernel-%r-signed", "proxmox-kernel-%1"},

	/* net/ipv4 and net/ipv6 of the Raspberry Pi kernels 5.13 to 6.5 are not split. */
	{"ubuntu", ANY "(5\\.1[3-9]|6\\.[0-5])\\.[0-9]+" BUILD "-raspi$", "^(vxlan|geneve|wireguard)$",
	 &apt_extra, "linux-modules-extra-%r", "linux-image-raspi linux-modules-extra-raspi"},
	/*
	 * The first kernel of a release of long support has the short name, and each later one
	 * another.
	 */
	{"ubuntu", "^(18\\.04 4\\.15|20\\.04 5\\.4|22\\.04 5\\.15|24\\.04 6\\.8|26\\.04 7\\.0)\\."
	 "[0-9]+" BUILD "-(generic|lowlatency)$", NULL, &apt, "linux-modules-%r", "linux-image-%f"},
	{"ubuntu", "^([12][02468]\\.04) [0-9.]+" BUILD "-(generic|lowlatency)$", NULL, &apt,
	 "linux-modules-%r", "linux-image-%f-hwe-%1"},
	{"ubuntu", ANY "[0-9.]+" BUILD "-" UBUNTU_FLAVOUR, NULL, &apt, "linux-modules-%r",
	 "linux-image-%f"},

	/* UEK 8, 7 and 6 of Oracle; modules.packages of UEK 8 says it for each module. */
	{"ol", UEK("6\\.12\\.0-", "(9|10)"), "^ip_(set_hash|vs)_", &dnf_extra,
	 "kernel-uek-modules-extra-netfilter-%r", "kernel-uek kernel-uek-modules-extra-netfilter"},
	{"ol", UEK("6\\.12\\.0-", "(9|10)"), NULL, &dnf, "kernel-uek-modules-core-%r",
	 ALL_KERNELS},
	{"ol", UEK("5\\.15\\.0-", "[89]"), NETFILTER, &dnf_extra,
	 "kernel-uek-modules-extra-%r", "kernel-uek kernel-uek-modules-extra"},
	{"ol", UEK("5\\.15\\.0-", "[89]"), NULL, &dnf, "kernel-uek-modules-%r",
	 ALL_KERNELS},
	{"ol", UEK("5\\.4\\.17-", "[78]"), NULL, &dnf, "kernel-uek-%r", ALL_KERNELS},

	{"rhel centos ol", "\\.elrepo\\.", NULL, &others, "", ""},
	{"rhel centos ol", EL("7") "$", NULL, &yum, "kernel-%r", ALL_KERNELS},
	/* kernel-modules-core came with 9.2 (5.14.0-284), and with Fedora 38. */
	{"rhel centos ol", EL("10") VARIANT, NETFILTER, &dnf_extra, "kernel%k-modules-extra-%u",
	 "kernel%k kernel%k-modules-extra"},
	{"rhel centos ol", EL("10") VARIANT, NULL, &dnf, "kernel%k-modules-core-%u", ALL_KERNELS},
	{"rhel centos ol", ANY "5\\.14\\.0-(28[4-9]|29[0-9]|[3-9][0-9]{2}|[0-9]{4})[0-9.]*\\.el9(_[0-9]+)?"
	 "\\." RPM_MACHINE VARIANT, NULL, &dnf, "kernel%k-modules-core-%u", ALL_KERNELS},
	{"rhel centos ol", EL("[89]") VARIANT, NULL, &dnf, "kernel%k-core-%u", ALL_KERNELS},
	{"rhel centos ol", ANY NUMBER "-[0-9.]+\\.rt[0-9.]+\\.el[89](_[0-9]+)?\\." RPM_MACHINE "$", NULL,
	 &dnf, "kernel-rt-core-%r", ALL_KERNELS},
	{"fedora", ANY FEDORA_BUILD "\\.fc(2[0-9]|3[0-7])\\." RPM_MACHINE VARIANT, NULL, &dnf,
	 "kernel%k-core-%u", ALL_KERNELS},
	{"fedora", ANY FEDORA_BUILD "\\.fc[0-9]+\\." RPM_MACHINE VARIANT, NULL, &dnf,
	 "kernel%k-modules-core-%u", ALL_KERNELS},

	/* Amazon Linux 2023 calls its later kernels kernel6.12, kernel6.18. */
	{"amzn", ANY "[0-9.]+-[0-9.]+\\.amzn2\\." RPM_MACHINE "$", NULL, &yum, "kernel-%r",
	 ALL_KERNELS},
	{"amzn", ANY "6\\.1\\.[0-9]+-[0-9.]+\\.amzn2023\\." RPM_MACHINE "$", NULL,
	 &dnf, "kernel-%r", ALL_KERNELS},
	{"amzn", ANY "([0-9]+\\.[0-9]+)\\.[0-9]+-[0-9.]+\\.amzn2023\\." RPM_MACHINE "$", NULL, &dnf,
	 "kernel%1-%r", ALL_KERNELS},
	/* Later kernels of Azure Linux 3 are packages of other names. */
	{"azurelinux mariner", ANY "(6\\.6\\.[0-9.]+-[0-9.]+\\.azl3|[0-9.]+-[0-9.]+\\.cm[0-9]+)$", NULL,
	 &tdnf, "kernel-%r", "kernel"},
	{"openEuler", ANY "[0-9.]+-[0-9.]+\\.oe[0-9a-z]+\\." RPM_MACHINE "$", NULL,
	 &dnf, "kernel-%r", "kernel"},

	{"suse", ANY "[0-9.]+-(lp)?[0-9.]+-(default)$", NULL, &zypper_base, "kernel-%f", ""},
	{"suse", ANY "[0-9.]+-(lp)?[0-9.]+-(azure|rt|preempt|kvmsmall|vanilla|longterm|debug|64kb)$",
	 NULL, &zypper, "kernel-%2", ""},
	{"arch", ANY "[0-9.]+-arch[0-9]+-[0-9]+$", NULL, &pacman, "linux", ""},
	{"arch", ANY "[0-9.]+(-[a-z]*[0-9]+)+-(lts|zen|hardened|rt)$", NULL,
	 &pacman, "linux-%2", ""},
	{"bottlerocket", "", NULL, &apiclient, "", ""},
};

/*
 * "amd64" of "6.1.0-56-amd64", "cloud-amd64" of "6.12.107+deb13-cloud-amd64", "azure" of
 * "5.15.0-1036-azure": what follows version and build; "" when none.
 */
static const char *release_flavour(const char *release)
{
	const char *flavour = strchr(release, '-');

	while (flavour && (isdigit((unsigned char)flavour[1]) || text_starts(flavour, "-kali")))
		flavour = strchr(flavour + 1, '-');
	return flavour ? flavour + 1 : "";
}

#define LETTERS 128

/* Each letter behind '%' is replaced by its word. Nothing is left where it does not fit. */
static void expand(const char *text, const char *const words[static LETTERS], char *ret, size_t size)
{
	size_t length = 0;

	for (; *text && length < size; text++) {
		const char one[] = {*text, '\0'};
		const char *word = *text == '%' ? words[*++text & (LETTERS - 1)] : one;

		length += (size_t)snprintf(ret + length, size - length, "%s", word);
	}
	if (length >= size)
		*ret = '\0';
}

/* The commands for the package and for the newest kernel that ret names already. */
static void put_commands(const struct os_release *os, const struct tool *tool,
			 const char *words[static LETTERS], struct kernel_package *ret)
{
	if (tool->image && (text_equal(os->variant_id, "coreos") || strstr(os->id, "micro")))
		tool = tool->image;
	words['p'] = ret->package;
	words['n'] = ret->newest;
	ret->manager = tool->manager;
	ret->kind = tool->kind;
	ret->extra = tool->extra;
	expand(tool->command, words, ret->command, sizeof(ret->command));
	if (*ret->newest)
		expand(tool->upgrade, words, ret->upgrade, sizeof(ret->upgrade));
}

/*
 * The first row of the distribution: of its ID, or of the nearest in ID_LIKE that has rows. NULL:
 * none.
 */
static const struct row *first_row(const struct os_release *os, char **ret_id)
{
	_cleanup_free_ char *names = format_text("%s %s", os->id, os->id_like);
	_cleanup_strv_ char **ids = strv_split(names);

	for (char **id = ids; id && *id; id++)
		for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
			if (text_has_word(rows[i].id, *id, " ")) {
				*ret_id = xstrdup(*id);
				return &rows[i];
			}
	return NULL;
}

/*
 * groups: what its groups match, "" where they match nothing; of a sound pattern, which a test
 * makes sure of.
 */
static bool matches(const char *pattern, const char *text, char groups[static GROUPS_MAX][GROUP_SIZE])
{
	regmatch_t found[GROUPS_MAX];
	regex_t compiled;
	bool matched;

	if (regcomp(&compiled, pattern, REG_EXTENDED) != 0)
		out_of_memory();
	matched = regexec(&compiled, text, GROUPS_MAX, found, 0) == 0;
	regfree(&compiled);
	for (size_t i = 0; matched && i < GROUPS_MAX; i++)
		snprintf(groups[i], GROUP_SIZE, "%.*s", (int)(found[i].rm_eo - found[i].rm_so),
			 found[i].rm_so < 0 ? "" : text + found[i].rm_so);
	return matched;
}

void kernel_package_by_release(const struct os_release *os, const char *release, const char *module,
			       struct kernel_package *ret)
{
	_cleanup_free_ char *version = xstrndup(os->version_id, strcspn(os->version_id, " "));
	_cleanup_free_ char *subject = format_text("%s %s", version, release), *id = NULL;
	const char *plus = strrchr(release, '+');
	_cleanup_free_ char *plain = xstrndup(release, plus ? (size_t)(plus - release) : strlen(release));
	_cleanup_free_ char *variant = format_text("%s%s", plus ? "-" : "", plus ? plus + 1 : "");
	char groups[GROUPS_MAX][GROUP_SIZE], unused[GROUPS_MAX][GROUP_SIZE];
	const char *words[LETTERS] = {['r'] = release, ['u'] = plain, ['k'] = variant, ['m'] = module,
				      ['f'] = release_flavour(release), ['1'] = groups[1],
				      ['2'] = groups[2]};
	const struct row *row = *release ? first_row(os, &id) : NULL;

	*ret = (struct kernel_package){.kind = REMEDY_SAFE};
	if (row) {
		ret->manager = row->tool->manager;
		ret->own = text_equal(id, os->id);
	}
	for (; row && row < rows + ARRAY_SIZE(rows); row++) {
		if (!text_has_word(row->id, id, " ") || !matches(row->release, subject, groups) ||
		    (row->modules && !matches(row->modules, module, unused)))
			continue;
		expand(row->package, words, ret->package, sizeof(ret->package));
		expand(row->newest, words, ret->newest, sizeof(ret->newest));
		ret->origin = row->tool == &others ? KERNEL_FOREIGN : KERNEL_OF_DISTRIBUTION;
		ret->evidence = "distribution and release";
		put_commands(os, row->tool, words, ret);
		return;
	}
}

void kernel_package_by_name(const struct os_release *os, const char *package,
			    struct kernel_package *ret)
{
	_cleanup_free_ char *id = NULL;
	const struct row *row = first_row(os, &id);
	const char *words[LETTERS] = {0};

	*ret = (struct kernel_package){.kind = REMEDY_SAFE};
	if (!row)
		return;
	snprintf(ret->package, sizeof(ret->package), "%s", package);
	put_commands(os, row->tool->plain ? row->tool->plain : row->tool, words, ret);
}

const char *kernel_package_debian(const char *architecture)
{
	/* The metapackages of the source package linux in Debian 12 and 13. */
	static const struct {
		const char *architecture, *package;
	} metapackages[] = {
		{"amd64", "linux-image-amd64"},     {"arm64", "linux-image-arm64"},
		{"armhf", "linux-image-armmp"},     {"ppc64el", "linux-image-powerpc64le"},
		{"riscv64", "linux-image-riscv64"}, {"s390x", "linux-image-s390x"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(metapackages); i++)
		if (text_equal(architecture, metapackages[i].architecture))
			return metapackages[i].package;
	return NULL;
}
