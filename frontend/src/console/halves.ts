import type { LucideIcon } from "lucide-react";
import type { ComponentType } from "react";

/** What a role can allow; the API has the list of them at `/api/v1/permissions`. */
export type Permission = string;

export interface ConsolePage {
  /** Below the half, such as `jobs/:id`; empty for its first page. */
  path: string;
  load: () => Promise<{ default: ComponentType }>;
  /** Who lacks it neither finds the page in the navigation nor sees it. With several, one is enough. */
  needs?: Permission | Permission[];
  /** Present if the navigation lists it. */
  nav?: { label: () => string; icon: LucideIcon };
}

/** Pages that belong together in the navigation. */
export interface PageGroup {
  label?: () => string;
  pages: ConsolePage[];
}

/** One of the two halves of the console, with everything in it. */
export interface Half {
  /** The first part of its addresses: `/console/fleet/…`. */
  path: string;
  label: () => string;
  groups: PageGroup[];
}

export const pagesOf = (half: Half): ConsolePage[] => half.groups.flatMap((group) => group.pages);

export const allows = (permissions: readonly Permission[], needs: ConsolePage["needs"]): boolean =>
  needs === undefined || [needs].flat().some((one) => permissions.includes(one));

export const addressOf = (half: Half, page: ConsolePage) => `/${half.path}${page.path && `/${page.path}`}`;

/**
 * Where somebody starts: at the first page of the half that has one for them, so that who keeps the machinery does not
 * begin among the few pages of the shop that they see, too. Otherwise at the first that the navigation shows them.
 */
export function firstPage(halves: Half[], permissions: readonly Permission[]): string | undefined {
  const seen = halves.flatMap((half) =>
    pagesOf(half)
      .filter((page) => page.nav && allows(permissions, page.needs))
      .map((page) => ({ half, page })),
  );
  const start = seen.find(({ page }) => page.path === "") ?? seen[0];
  return start && addressOf(start.half, start.page);
}
