"""权限: who may do what to which object.

takes an actor, an action and an object; gives yes or no, and the objects of a model that the actor
may see; never leaves a decision to anything else: every view and every action calls the policy.
"""
