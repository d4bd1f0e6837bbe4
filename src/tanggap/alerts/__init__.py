"""Rules, alerts, subscriptions, escalation; waits for its issue."""
