/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which package carries the network modules of a kernel release. */
#include "config.h"

#include <ctype.h>

#include "module/kernel_package.h"
#include "util/util.h"

#define put(field, ...) snprintf(field, sizeof(field), __VA_ARGS__)

/*
 * The flavour: what follows version and ABI. "6.1.0-50-cloud-amd64" and
 * "6.12.107+deb13-cloud-amd64" are "cloud-amd64", "5.15.0-1036-azure" is "azure"; "" when none.
 */
static const char *release_flavour(const char *release)
{
	const char *flavour = strchr(release, '-');

	while (flavour && isdigit((unsigned char)flavour[1]))
		flavour = strchr(flavour + 1, '-');
	return flavour ? flavour + 1 : "";
}

/* command: what installs ret->newest. */
static void put_upgrade(struct kernel_package *ret, const char *command)
{
	put(ret->upgrade, "%s %s", command, ret->newest);
}

static void put_apt(struct kernel_package *ret)
{
	ret->manager = PACKAGES_DPKG;
	put(ret->install, APT_INSTALL " %s", ret->package);
	put(ret->reinstall, APT_INSTALL " --reinstall %s", ret->package);
	/* "Reinstallation of … is not possible, it cannot be downloaded" is a success to apt. */
	put(ret->offered, "apt-get download --print-uris %s", ret->package);
}

/*
 * From 6.19 on Debian's linux-image is a shell over linux-base (modules.builtin, modules.order),
 * linux-binary (the kernel) and linux-modules: to reinstall it brings no file back. Read in
 * linux-image-6.18.15, 6.19.6 and 7.3.4 of the backports of Debian 13. Raspberry Pi's own are whole.
 */
static bool debian_splits(const char *release)
{
	unsigned int major = 0, minor = 0;

	if (strstr(release, "+rpt") || sscanf(release, "%u.%u", &major, &minor) != 2)
		return false;
	return major > 6 || (major == 6 && minor >= 19);
}

static void debian(const struct os_release *os, const char *release, const char *module,
		   struct kernel_package *ret)
{
	const char *flavour = release_flavour(release);
	bool splits = debian_splits(release);

	put(ret->package, "linux-%s-%s", splits ? "modules" : "image", release);
	put_apt(ret);
	if (splits)
		put(ret->reinstall, APT_INSTALL " --reinstall %s linux-base-%s", ret->package,
		    release);
	if (*flavour) {
		put(ret->metapackage, "linux-image-%s", flavour);
		put(ret->newest, "%s", ret->metapackage);
		put_upgrade(ret, APT_INSTALL);
	}
}

/*
 * All is in linux-modules, but for the Raspberry Pi kernels of 21.10 to 23.10 (5.13.0-1008-raspi to
 * 6.5), where only linux-modules-extra has the drivers of links; net/ipv4 and net/ipv6 are not split.
 */
static bool ubuntu_raspi_extra(const char *release, const char *module)
{
	unsigned int major = 0, minor = 0;

	if (!text_equal(module, "vxlan") && !text_equal(module, "geneve") &&
	    !text_equal(module, "wireguard"))
		return false;

	if (!text_ends(release, "-raspi") || sscanf(release, "%u.%u", &major, &minor) != 2)
		return false;
	return (major == 5 && minor >= 13) || (major == 6 && minor <= 5);
}

/*
 * "-hwe-22.04" behind the name of the metapackage, for a kernel that a release of long support did not
 * come with: linux-image-generic is the first one, and would be a step back. "" for every other.
 */
static void put_hwe(const struct os_release *os, const char *release, const char *flavour,
		    char ret[static 16])
{
	static const struct {
		const char *version, *kernel;
	} first[] = {
		{"18.04", "4.15."}, {"20.04", "5.4."}, {"22.04", "5.15."}, {"24.04", "6.8."}};

	*ret = '\0';
	if (!text_equal(flavour, "generic") && !text_equal(flavour, "lowlatency"))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(first); i++)
		if (text_equal(os->version_id, first[i].version) &&
		    !text_starts(release, first[i].kernel))
			snprintf(ret, 16, "-hwe-%s", first[i].version);
}

static void ubuntu(const struct os_release *os, const char *release, const char *module,
		   struct kernel_package *ret)
{
	const char *flavour = release_flavour(release);
	char hwe[16];

	ret->extra = ubuntu_raspi_extra(release, module);
	put(ret->package, "linux-modules-%s%s", ret->extra ? "extra-" : "", release);
	put_apt(ret);
	if (!*flavour)
		return;
	put_hwe(os, release, flavour, hwe);
	if (ret->extra)
		put(ret->metapackage, "linux-modules-extra-%s", flavour);
	else
		put(ret->metapackage, "linux-image-%s%s", flavour, hwe);
	if (ret->extra)
		put(ret->newest, "linux-image-%s linux-modules-extra-%s", flavour, flavour);
	else
		put(ret->newest, "%s", ret->metapackage);
	put_upgrade(ret, APT_INSTALL);
}

static void put_rpm(struct kernel_package *ret, const char *tool)
{
	ret->manager = PACKAGES_RPM;
	/*
	 * rpm's database is not read: the command serves whether it is installed or not. To install what
	 * is installed is a success, and brings nothing back.
	 */
	put(ret->reinstall, "%s -y $(rpm -q --quiet %s && echo re)install %s", tool, ret->package,
	    ret->package);
	put(ret->install, "%s", ret->reinstall);
}

/*
 * "6.12.0-55.el10.x86_64+rt": the variant is "rt", its packages are kernel-rt-…-<without it>. Oracle's
 * kernels are a family of their own.
 */
static void put_kernel(const char *release, const char *tail, struct kernel_package *ret)
{
	bool uek = strstr(release, "uek");
	const char *plus = strrchr(release, '+');
	int length = plus ? (int)(plus - release) : (int)strlen(release);
	char kernel[96];

	put(kernel, "kernel%s%s%s", uek ? "-uek" : "", plus ? "-" : "", plus ? plus + 1 : "");
	put(ret->package, "%s%s-%.*s", kernel, tail, length, release);
	put_rpm(ret, "dnf");
	if (!ret->extra) {
		put(ret->newest, "'kernel*'");
		put_upgrade(ret, "dnf -y upgrade");
		return;
	}
	put(ret->metapackage, "%s%s", kernel, tail);
	put(ret->newest, "%s %s%s", kernel, kernel, tail);
	put_upgrade(ret, "dnf -y install");
}

/*
 * What a CNI asks of netfilter and bridges is in kernel-modules-extra since Enterprise Linux 10 (its
 * def_variants.yaml.rhel), and in Oracle's kernel-uek-modules-extra; the links are in neither.
 */
static bool red_hat_extra(const char *module)
{
	static const char *const names[] = {"br_netfilter", "nft_compat", "sctp"};
	static const char *const families[] = {"ip_set", "xt_", "ip_tables", "ip6_tables", "l2tp_"};

	if (text_is_among(module, names, ARRAY_SIZE(names)))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(families); i++)
		if (text_starts(module, families[i]))
			return true;
	return false;
}

static void core_os(struct kernel_package *ret)
{
	put(ret->install,
	    ret->extra ? "rpm-ostree install kernel-modules-extra" : "rpm-ostree rollback");
	put(ret->reinstall, "%s", ret->install);
	*ret->newest = '\0'; /* what it is called does not matter to rpm-ostree */
	put(ret->upgrade, "rpm-ostree upgrade");
	ret->kind = REMEDY_REBOOT;
}

static void red_hat(const struct os_release *os, const char *release, const char *module,
		    struct kernel_package *ret)
{
	unsigned int major, minor;
	bool fedora = text_equal(os->id, "fedora"), uek = strstr(release, "uek");
	bool split;

	os_release_version(os, &major, &minor);
	/* CentOS Stream has no minor number, and is ahead of the newest. */
	split = fedora ? major >= 38
		       : major > 9 || (major == 9 && (minor >= 2 || !strchr(os->version_id, '.')));
	ret->extra = red_hat_extra(module) && (uek || (!fedora && major >= 10));
	put_kernel(release,
		   ret->extra ? "-modules-extra" : uek ? "-modules" : split ? "-modules-core" : "-core",
		   ret);
	if (text_equal(os->variant_id, "coreos"))
		core_os(ret);
}

static void amazon(const struct os_release *os, const char *release, const char *module,
		   struct kernel_package *ret)
{
	unsigned int major = 0, minor = 0;

	/* Amazon Linux 2023 calls its later kernels kernel6.12, kernel6.18. */
	if (sscanf(release, "%u.%u", &major, &minor) == 2 && major == 6 && minor > 1)
		put(ret->package, "kernel%u.%u-%s", major, minor, release);
	else
		put(ret->package, "kernel-%s", release);
	put_rpm(ret, text_equal(os->version_id, "2") ? "yum" : "dnf");
	put(ret->newest, "'kernel*'");
	put_upgrade(ret, text_equal(os->version_id, "2") ? "yum -y upgrade" : "dnf -y upgrade");
}

static void azure(const struct os_release *os, const char *release, const char *module,
		  struct kernel_package *ret)
{
	put(ret->package, "kernel-%s", release);
	put_rpm(ret, "tdnf");
	put(ret->newest, "kernel");
	put_upgrade(ret, "tdnf -y upgrade");
}

/* linux-esx lacks what linux has; the maintainers say to use linux for Kubernetes. */
static void photon(const struct os_release *os, const char *release, const char *module,
		   struct kernel_package *ret)
{
	ret->manager = PACKAGES_RPM;
	put(ret->package, "linux");
	put(ret->install,
	    "tdnf -y install linux && ln -sf linux-$(rpm -q --qf '%%{VERSION}-%%{RELEASE}' "
	    "linux).cfg /boot/photon.cfg");
	put(ret->reinstall, "tdnf -y reinstall linux");
	ret->kind = REMEDY_REBOOT;
}

static void suse(const struct os_release *os, const char *release, const char *module,
		 struct kernel_package *ret)
{
	const char *flavour = release_flavour(release);
	bool transactional = strstr(os->id, "micro") != NULL;

	ret->manager = PACKAGES_RPM;
	ret->kind = REMEDY_REBOOT;
	put(ret->package, "kernel-%s", *flavour ? flavour : "default");
	if (transactional) {
		put(ret->install, "transactional-update --non-interactive pkg install --force %s",
		    ret->package);
		put(ret->reinstall, "%s", ret->install);
	} else {
		put(ret->install, "zypper -n install --force %s", ret->package);
		put(ret->reinstall, "%s", ret->install);
	}
}

static void arch(const struct os_release *os, const char *release, const char *module,
		 struct kernel_package *ret)
{
	const char *flavour = strrchr(release, '-');

	/* "6.12.9-arch1-1" is linux, "6.6.70-1-lts" is linux-lts. */
	ret->manager = PACKAGES_OTHER;
	put(ret->package, "linux%s",
	    flavour && !isdigit((unsigned char)flavour[1]) ? flavour : "");
	put(ret->install, "pacman -S --noconfirm %s", ret->package);
	ret->kind = REMEDY_REBOOT;
	put(ret->reinstall, "%s", ret->install);
}

static void bottlerocket(const struct os_release *os, const char *release, const char *module,
			 struct kernel_package *ret)
{
	put(ret->install, "apiclient set kernel.modules.%s.allowed=true kernel.modules.%s.autoload=true",
	    module, module);
	put(ret->reinstall, "%s", ret->install);
	ret->kind = REMEDY_DECISION;
}

/* Nearest first: a derivative is found by its own ID before it is found by its ID_LIKE. */
static const struct {
	const char *id;
	void (*find)(const struct os_release *os, const char *release, const char *module,
		     struct kernel_package *ret);
} distributions[] = {
	{"bottlerocket", bottlerocket},
	{"amzn", amazon},
	{"azurelinux", azure},
	{"mariner", azure},
	{"photon", photon},
	{"ubuntu", ubuntu},
	{"debian", debian},
	{"suse", suse},
	{"sles", suse},
	{"arch", arch},
	{"rhel", red_hat},
	{"centos", red_hat},
	{"ol", red_hat},
	{"fedora", red_hat},
};

void kernel_package_find(const struct os_release *os, const char *release, const char *module,
			 struct kernel_package *ret)
{
	*ret = (struct kernel_package){.kind = REMEDY_SAFE};
	if (!*release)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(distributions); i++)
		if (text_equal(os->id, distributions[i].id)) {
			distributions[i].find(os, release, module, ret);
			return;
		}
	for (size_t i = 0; i < ARRAY_SIZE(distributions); i++)
		if (os_release_is(os, distributions[i].id)) {
			distributions[i].find(os, release, module, ret);
			return;
		}
}

const char *kernel_package_debian(const char *architecture)
{
	/* The metapackages of the source package linux in Debian 12 and 13. */
	static const struct {
		const char *architecture, *package;
	} rows[] = {
		{"amd64", "linux-image-amd64"},     {"arm64", "linux-image-arm64"},
		{"armhf", "linux-image-armmp"},     {"ppc64el", "linux-image-powerpc64le"},
		{"riscv64", "linux-image-riscv64"}, {"s390x", "linux-image-s390x"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (text_equal(architecture, rows[i].architecture))
			return rows[i].package;
	return NULL;
}
