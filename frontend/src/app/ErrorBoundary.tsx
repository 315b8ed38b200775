import { Component, type ReactNode } from "react";
import { CrashPage } from "./CrashPage";

interface Props {
  children: ReactNode;
  /** Another one is another try: a page that fell over does not take the others with it. */
  at: string;
}

/** Shows that a page fell over, instead of nothing. */
export class ErrorBoundary extends Component<Props, { failedAt: string | null }> {
  override state: { failedAt: string | null } = { failedAt: null };

  static getDerivedStateFromError() {
    return { failedAt: "" };
  }

  override componentDidCatch() {
    this.setState({ failedAt: this.props.at });
  }

  override componentDidUpdate() {
    const { failedAt } = this.state;
    if (failedAt && failedAt !== this.props.at) this.setState({ failedAt: null });
  }

  override render() {
    return this.state.failedAt === null ? this.props.children : <CrashPage />;
  }
}
